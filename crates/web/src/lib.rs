//! What every context's pages share: routes with their access, the visitor, layout and components, form rendering,
//! errors as pages and problem documents, assets.
//!
//! A page is a handler of some thirty lines: it takes the [`Visitor`], asks the context, renders an askama template
//! (with `{% import "components.html" as c %}`) and wraps it with [`page::Page`].

pub mod assets;
pub mod clients;
pub mod csrf;
pub mod error;
pub mod flash;
pub mod form;
pub mod gallery;
pub mod menu;
pub mod observe;
pub mod page;
pub mod phrases;
pub mod posted;
pub mod routes;
pub mod security;
pub mod shell;
mod summary;
pub mod view;
pub mod visitor;

pub use clients::Clients;
pub use error::Problem;
pub use flash::Flash;
pub use page::Page;
pub use posted::{File, Posted};
pub use routes::{Access, RouteInfo, Routes, own_path, own_place};
pub use shell::shell;
pub use visitor::{Identify, Identity, Site, Visitor};
