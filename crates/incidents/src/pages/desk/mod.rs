//! The support centre's desk: queue, one case, change of shifts, figures.

mod acts;
mod case;
mod figures;
mod hand_over;
mod open;
mod queue;
mod visits;

use axum::response::Response;
use platform::store::At;
use web::{Access, Page, Routes, Visitor, menu};

use super::problems;
use crate::context::Incidents;
use crate::store::queries;

/// Reads cases.
const READ: Access = Access::Staff("support.read");
/// Works on cases.
const WORK: Access = Access::Staff("support.work");
/// Sees figures alone.
const FIGURES: Access = Access::Staff("support.figures");

/// The desk's pages with their access.
pub(super) fn routes() -> Routes<Incidents> {
    Routes::new()
        .get("/desk/support", READ, queue::page)
        .get("/desk/support/new", WORK, open::page)
        .post("/desk/support/new", WORK, open::send)
        .get("/desk/support/hand-over", READ, hand_over::page)
        .post("/desk/support/hand-over", WORK, hand_over::write)
        .post("/desk/support/hand-over/{note}/read", WORK, hand_over::read)
        .get("/desk/support/figures", FIGURES, figures::page)
        .get("/desk/support/cases/{case}", READ, case::page)
        .post("/desk/support/cases/{case}/take", WORK, acts::take)
        .post("/desk/support/cases/{case}/write", WORK, acts::write)
        .post("/desk/support/cases/{case}/decide", WORK, acts::decide)
        .post("/desk/support/cases/{case}/close", WORK, acts::close)
        .post("/desk/support/cases/{case}/reopen", WORK, acts::reopen)
        .post("/desk/support/cases/{case}/merge", WORK, acts::merge)
        .post("/desk/support/cases/{case}/steps", WORK, acts::step)
        .post("/desk/support/cases/{case}/visits", WORK, visits::plan)
        .get("/desk/support/visits", READ, visits::list)
        .get("/desk/support/visits/visits.ics", READ, visits::calendar)
        .post("/desk/support/visits/{visit}", WORK, visits::end)
}

/// A page of the support centre's desk.
pub(in crate::pages) struct Desk<'v> {
    page: Page<'v>,
}

impl<'v> Desk<'v> {
    /// With its navigation.
    pub(in crate::pages) async fn new(
        incidents: &Incidents,
        visitor: &'v Visitor,
        title: &str,
    ) -> Result<Self, Response> {
        let load = queries::load(incidents.store.reader(), At::from(visitor.now))
            .await
            .map_err(|error| problems::page(visitor, &error.into()))?;
        let links = menu::support_centre(visitor, load.open);
        Ok(Self {
            page: Page::desk(visitor, title, &visitor.say("support-centre"), links),
        })
    }

    /// Says in the title that something has to be put right.
    #[must_use]
    pub(in crate::pages) fn with_errors(mut self, has_errors: bool) -> Self {
        self.page = self.page.with_errors(has_errors);
        self
    }

    /// The page that it is, when it answers a form that was sent elsewhere.
    #[must_use]
    pub(in crate::pages) fn at(mut self, path: &str) -> Self {
        self.page = self.page.at(path);
        self
    }

    /// Around a template.
    pub(in crate::pages) fn show(self, template: &impl askama::Template) -> Response {
        self.page.show(template)
    }
}
