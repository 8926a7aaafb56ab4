"""Reads YAML with the system's library, where PyYAML was built with it."""

import jinja2
import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
page = jinja2.Template("{{ loader }} says {{ answer }}")
print(page.render(loader=Loader.__name__, **yaml.load("answer: 42", Loader)))
