//! The applications that are measured.

use super::way::{self, Way};

/// An application, told by what it requires.
pub struct App {
    /// How the command line names it.
    pub name: &'static str,
    /// How the table does.
    pub title: &'static str,
    /// One requirement on each line; [`SMALL`] is among them.
    pub requirements: &'static str,
    /// Whether there is a Dockerfile that the article would write.
    has_article: bool,
}

/// The small dependency that is bumped.
pub const SMALL: (&str, &str) = ("six==1.16.0", "six==1.17.0");

/// The small dependency that is added.
pub const ADDED: &str = "tabulate==0.9.0";

pub const APPS: [App; 3] = [
    App {
        name: "seed",
        title: "seed's application",
        requirements: "fastapi==0.109.0\nuvicorn==0.27.0\nnumpy==1.26.0\nscipy==1.11.1\npydantic==2.5.0\nsix==1.16.0\n",
        has_article: true,
    },
    App {
        name: "60",
        title: "about 60 wheels",
        requirements: "django\ncelery\npandas\nscikit-learn\nboto3\ngunicorn\npsycopg[binary]\nredis\nrequests\n\
            djangorestframework\nwhitenoise\nsentry-sdk\npillow\nmatplotlib\nopenpyxl\npydantic\nhttpx\nstructlog\n\
            django-environ\nsqlalchemy\nsix==1.16.0\n",
        has_article: false,
    },
    App {
        name: "300",
        title: "about 300 wheels",
        requirements: "django\ncelery\npandas\nscikit-learn\nboto3\ngunicorn\npsycopg[binary]\nredis\nrequests\n\
            djangorestframework\nwhitenoise\nsentry-sdk\npillow\nmatplotlib\nopenpyxl\npydantic\nhttpx\nstructlog\n\
            django-environ\nsqlalchemy\njupyterlab\nmlflow\ndask[complete]\nfastapi[standard]\nsphinx\n\
            mkdocs-material\ngoogle-cloud-storage\ngoogle-cloud-bigquery\nazure-storage-blob\nazure-identity\n\
            opentelemetry-sdk\nopentelemetry-exporter-otlp\nopentelemetry-instrumentation-django\nflask\nnltk\n\
            seaborn\nnetworkx\nscrapy\nparamiko\nkubernetes\nansible-core\npytest\nsix==1.16.0\n",
        has_article: false,
    },
];

impl App {
    /// Ours first, then uv's.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = vec![way::OURS, way::UV];
        if self.has_article {
            ways.push(way::ARTICLE);
        }
        ways
    }
}
