//! The command line.

use std::iter;
use std::path::PathBuf;
use std::str::FromStr;

use crate::account::Account;
use crate::audit::Audit;
use crate::environment::Environment;
use crate::error::{Error, Fault};
use crate::extend::Extend;
use crate::install::Install;
use crate::inventory::{Contents, Inventory};
use crate::join::Join;
use crate::layout::Layout;
use crate::library::Library;
use crate::overlaps::Overlaps;
use crate::reduce::Reduce;
use crate::seal::Seal;

/// What `--help` says.
pub const HELP: &str = "\
Unpacks wheels into image layers, tells which libraries they lack and which files they share, and makes small bases.

wheelwright install --prefix PATH --site-packages PATH [--python PATH] [--direct-url NAME=JSON]…
    [--prune NAME]… [--inventory FILE] --out DIR [--out DIR]… WHEEL… [--out DIR… WHEEL…]…
wheelwright environment --out DIR --prefix PATH --python PATH --version VERSION [--implementation NAME]
wheelwright library --python PATH --out DIR DIR
wheelwright seal [--python PATH] [--time SECONDS] DIR
wheelwright account --out DIR --uid NUMBER --gid NUMBER --name NAME --home PATH
wheelwright inventory --site-packages PATH PREFIX --out FILE
wheelwright inventory --project NAME DIR --out FILE
wheelwright audit [--root DIR] --python PATH --prefix PATH [--library-path PATHS]
    [--loads NAME=LIBRARY]… [--path PATHS] [--runs NAME=PROGRAM]… --out FILE INVENTORY…
wheelwright join --out DIR ROOT…
wheelwright overlaps --prefix PATH --site-packages PATH --out FILE ROOT…
wheelwright reduce [--root DIR] --out DIR
wheelwright extend [--root DIR] --before DIR --base DIR [--package NAME]… --out DIR
wheelwright --version
";

/// What the process is asked to do.
#[derive(Debug)]
pub enum Command {
    /// `install`: trees, and the file for the inventory of all of them
    Install(Vec<Install>, Option<PathBuf>),
    /// `environment`
    Environment(Environment),
    /// `library`
    Library(Library),
    /// `seal`
    Seal(Seal),
    /// `account`
    Account(Account),
    /// `inventory`
    Inventory(Inventory),
    /// `audit`
    Audit(Audit),
    /// `join`
    Join(Join),
    /// `overlaps`
    Overlaps(Overlaps),
    /// `reduce`
    Reduce(Reduce),
    /// `extend`
    Extend(Extend),
    /// `--version`
    Version,
    /// `--help`
    Help,
}

/// Reads the arguments, without the program's name.
pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Command, Error> {
    let mut arguments = arguments.into_iter();
    match arguments.next().as_deref() {
        Some("install") => install(Arguments::read(arguments)?),
        Some("environment") => environment(Arguments::read(arguments)?).map(Command::Environment),
        Some("library") => library(Arguments::read(arguments)?).map(Command::Library),
        Some("seal") => seal(Arguments::read(arguments)?).map(Command::Seal),
        Some("account") => account(Arguments::read(arguments)?).map(Command::Account),
        Some("inventory") => inventory(Arguments::read(arguments)?).map(Command::Inventory),
        Some("audit") => audit(Arguments::read(arguments)?).map(Command::Audit),
        Some("join") => join(Arguments::read(arguments)?).map(Command::Join),
        Some("overlaps") => overlaps(Arguments::read(arguments)?).map(Command::Overlaps),
        Some("reduce") => reduce(Arguments::read(arguments)?).map(Command::Reduce),
        Some("extend") => extend(Arguments::read(arguments)?).map(Command::Extend),
        Some("--version") => Ok(Command::Version),
        Some("--help") => Ok(Command::Help),
        Some(other) => Err(usage(format!("there is no command `{other}`"))),
        None => Err(usage("a command is missing".to_owned())),
    }
}

fn install(mut arguments: Arguments) -> Result<Command, Error> {
    let compile_with = arguments.take("--python").map(PathBuf::from);
    let layout = arguments.layout()?;
    let mut direct_urls = Vec::new();
    while let Some(value) = arguments.take("--direct-url") {
        let (name, json) = value
            .split_once('=')
            .filter(|(_, json)| json.starts_with('{'))
            .ok_or_else(|| usage("`--direct-url` takes NAME=JSON".to_owned()))?;
        direct_urls.push((name.to_owned(), json.to_owned()));
    }
    let mut prunes = Vec::new();
    while let Some(name) = arguments.take("--prune") {
        prunes.push(name);
    }
    let inventory = arguments.take("--inventory").map(PathBuf::from);
    let trees = std::mem::take(&mut arguments.trees);
    arguments.end()?;
    let mut requests = Vec::new();
    let mut outs = Vec::new();
    for (out, wheels) in trees {
        outs.push(out);
        if wheels.is_empty() {
            continue;
        }
        requests.push(Install {
            outs: std::mem::take(&mut outs),
            layout: layout.clone(),
            compile_with: compile_with.clone(),
            direct_urls: direct_urls.clone(),
            prunes: prunes.clone(),
            takes_inventory: inventory.is_some(),
            wheels,
        });
    }
    if !outs.is_empty() {
        return Err(usage("no wheel is given".to_owned()));
    }
    if requests.is_empty() {
        return Err(usage("`--out` is missing".to_owned()));
    }
    Ok(Command::Install(requests, inventory))
}

fn environment(mut arguments: Arguments) -> Result<Environment, Error> {
    let out = arguments.out()?;
    let mut environment = Environment::new(
        out,
        &arguments.one("--prefix")?,
        arguments.one("--python")?,
        arguments.one("--version")?,
    )?;
    environment.implementation = arguments.take("--implementation");
    arguments.end()?;
    Ok(environment)
}

fn library(mut arguments: Arguments) -> Result<Library, Error> {
    let Some((out, directories)) = arguments.trees.pop() else {
        return Err(usage("`--out` is missing".to_owned()));
    };
    let [directory] = &directories[..] else {
        return Err(usage("one directory is wanted".to_owned()));
    };
    let library = Library {
        python: arguments.one("--python")?.into(),
        directory: directory.clone(),
        out,
    };
    arguments.end()?;
    Ok(library)
}

fn seal(mut arguments: Arguments) -> Result<Seal, Error> {
    let directory = match arguments.rest.pop() {
        Some(directory) => directory.into(),
        None => return Err(usage("a directory is missing".to_owned())),
    };
    let time = arguments.take("--time");
    let time = time.map(|text| number(&text)).transpose()?;
    let python = arguments.take("--python").map(PathBuf::from);
    arguments.end()?;
    Ok(Seal {
        directory,
        python,
        time,
    })
}

fn account(mut arguments: Arguments) -> Result<Account, Error> {
    let account = Account {
        out: arguments.out()?,
        uid: number(&arguments.one("--uid")?)?,
        gid: number(&arguments.one("--gid")?)?,
        name: arguments.one("--name")?,
        home: arguments.one("--home")?,
    };
    arguments.end()?;
    Ok(account)
}

fn inventory(mut arguments: Arguments) -> Result<Inventory, Error> {
    let Some(prefix) = arguments.rest.pop() else {
        return Err(usage("a directory is missing".to_owned()));
    };
    let contents = if let Some(name) = arguments.take("--project") {
        Contents::Project(name)
    } else {
        let layout = Layout::new(&prefix, &arguments.one("--site-packages")?)?;
        Contents::Environment(layout.site_packages)
    };
    let inventory = Inventory {
        prefix: prefix.into(),
        contents,
        out: arguments.out()?,
    };
    arguments.end()?;
    Ok(inventory)
}

fn audit(mut arguments: Arguments) -> Result<Audit, Error> {
    let (out, inventories) = arguments.last()?;
    let audit = Audit {
        root: arguments.root(),
        python: arguments.one("--python")?,
        prefix: arguments.one("--prefix")?,
        library_path: arguments.take("--library-path").unwrap_or_default(),
        loads: arguments.pairs("--loads")?,
        path: arguments.take("--path").unwrap_or_default(),
        runs: arguments.pairs("--runs")?,
        inventories,
        out,
    };
    arguments.end()?;
    Ok(audit)
}

fn join(mut arguments: Arguments) -> Result<Join, Error> {
    let (out, roots) = arguments.last()?;
    arguments.end()?;
    Ok(Join { out, roots })
}

fn overlaps(mut arguments: Arguments) -> Result<Overlaps, Error> {
    let (out, roots) = arguments.last()?;
    let layout = arguments.layout()?;
    arguments.end()?;
    Ok(Overlaps { layout, roots, out })
}

fn reduce(mut arguments: Arguments) -> Result<Reduce, Error> {
    let reduce = Reduce {
        root: arguments.root(),
        out: arguments.out()?,
    };
    arguments.end()?;
    Ok(reduce)
}

fn extend(mut arguments: Arguments) -> Result<Extend, Error> {
    let extend = Extend {
        root: arguments.root(),
        before: arguments.one("--before")?.into(),
        base: arguments.one("--base")?.into(),
        packages: iter::from_fn(|| arguments.take("--package")).collect(),
        out: arguments.out()?,
    };
    arguments.end()?;
    Ok(extend)
}

fn number<T: FromStr>(text: &str) -> Result<T, Error> {
    text.parse()
        .map_err(|_| usage(format!("`{text}` is no number that fits")))
}

/// Options with their values, in the order given, and what is none.
struct Arguments {
    options: Vec<(String, String)>,
    /// What follows each `--out`.
    trees: Vec<(PathBuf, Vec<PathBuf>)>,
    /// What stands before the first.
    rest: Vec<String>,
}

impl Arguments {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Error> {
        let mut read = Self {
            options: Vec::new(),
            trees: Vec::new(),
            rest: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            if argument == "--" {
                arguments
                    .by_ref()
                    .for_each(|argument| read.position(argument));
            } else if let Some((name, value)) = argument.split_once('=')
                && name.starts_with("--")
            {
                read.option(name, value.to_owned());
            } else if argument.starts_with("--") {
                let value = arguments
                    .next()
                    .ok_or_else(|| usage(format!("`{argument}` has no value")))?;
                read.option(&argument, value);
            } else {
                read.position(argument);
            }
        }
        Ok(read)
    }

    fn option(&mut self, name: &str, value: String) {
        match name {
            "--out" => self.trees.push((value.into(), Vec::new())),
            name => self.options.push((name.to_owned(), value)),
        }
    }

    fn position(&mut self, argument: String) {
        match self.trees.last_mut() {
            Some((_, wheels)) => wheels.push(argument.into()),
            None => self.rest.push(argument),
        }
    }

    /// The next value of an option.
    fn take(&mut self, name: &str) -> Option<String> {
        let position = self.options.iter().position(|(option, _)| option == name)?;
        Some(self.options.remove(position).1)
    }

    fn one(&mut self, name: &str) -> Result<String, Error> {
        self.take(name)
            .ok_or_else(|| usage(format!("`{name}` is missing")))
    }

    /// The file system that is looked at: its own, unless another one is named.
    fn root(&mut self) -> PathBuf {
        self.take("--root").unwrap_or_else(|| "/".to_owned()).into()
    }

    /// Where an environment is.
    fn layout(&mut self) -> Result<Layout, Error> {
        Layout::new(&self.one("--prefix")?, &self.one("--site-packages")?)
    }

    /// The last `--out`, and what follows it.
    fn last(&mut self) -> Result<(PathBuf, Vec<PathBuf>), Error> {
        let missing = || usage("`--out` is missing".to_owned());
        self.trees.pop().ok_or_else(missing)
    }

    /// All values of an option that takes pairs.
    fn pairs(&mut self, option: &str) -> Result<Vec<(String, String)>, Error> {
        let mut pairs = Vec::new();
        while let Some(value) = self.take(option) {
            let (name, other) = value
                .split_once('=')
                .ok_or_else(|| usage(format!("`{option}` takes a pair, with `=` between")))?;
            pairs.push((name.to_owned(), other.to_owned()));
        }
        Ok(pairs)
    }

    /// The one tree, of a command that takes no wheels.
    fn out(&mut self) -> Result<PathBuf, Error> {
        match self.trees.pop() {
            Some((out, wheels)) if self.trees.is_empty() => match wheels.first() {
                None => Ok(out),
                Some(wheel) => Err(usage(format!("`{}` is not expected here", wheel.display()))),
            },
            _ => Err(usage("one `--out` is wanted".to_owned())),
        }
    }

    /// Whatever is left was not understood.
    fn end(self) -> Result<(), Error> {
        let left = self.options.into_iter().map(|(name, _)| name);
        match left.chain(self.rest).next() {
            Some(argument) => Err(usage(format!("`{argument}` is not expected here"))),
            None => Ok(()),
        }
    }
}

fn usage(why: String) -> Error {
    Fault::Usage(why).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(line: &str) -> Result<Command, String> {
        read(line.split(' ').map(str::to_owned)).map_err(|error| error.to_string())
    }

    #[test]
    fn an_installation_is_read() {
        let Ok(Command::Install(trees, inventory)) = line(
            "install --prefix=/opt/venv --python /usr/local/bin/python3.13 --site-packages lib/python3.13/site-packages --direct-url demo={\"url\":\"a=b\"} --out /one a.whl b.whl --out /two --out /three c.whl",
        ) else {
            panic!()
        };
        assert_eq!(inventory, None);
        for tree in &trees {
            assert_eq!(tree.compile_with, Some("/usr/local/bin/python3.13".into()));
            assert_eq!(
                tree.direct_urls,
                [("demo".to_owned(), "{\"url\":\"a=b\"}".to_owned())]
            );
        }
        assert_eq!(trees[0].outs, [PathBuf::from("/one")]);
        assert_eq!(trees[1].outs, [PathBuf::from("/two"), "/three".into()]);
        assert_eq!(trees[0].wheels, [PathBuf::from("a.whl"), "b.whl".into()]);
        assert_eq!(trees[1].wheels, [PathBuf::from("c.whl")]);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let said: Vec<String> = [
            "instal",
            "install --out",
            "install --out o --prefix /x --site-packages lib/python3.13/site-packages",
            "install --out o --prefix x --site-packages lib/python3.13/site-packages a.whl",
            "install --out o --prefix /x/../.. --site-packages lib/python3.13/site-packages a.whl",
            "install --out o --prefix /x --site-packages site-packages a.whl",
            "environment --out o --prefix /x --python /p --version 3",
            "environment --out o --prefix /x --python p --version 3.13",
            "environment --out o --prefix /x --python /p --version 3.13 --color no",
            "environment --out o --prefix /x --python /p --version 3.13 x",
            "library --python /p --out o",
        ]
        .into_iter()
        .map(|text| line(text).unwrap_err().lines().next().unwrap().to_owned())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @"
        error: there is no command `instal`
        error: `--out` has no value
        error: no wheel is given
        error: `x` is not a path that an environment can have
        error: `/x/../..` is not a path that an environment can have
        error: `site-packages` is not a path that an environment can have
        error: `3` is not a Python version
        error: `p` is not the absolute path of an interpreter
        error: `--color` is not expected here
        error: `x` is not expected here
        error: one directory is wanted
        ");
    }
}
