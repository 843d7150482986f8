//! What the page of an application says of the support centre's open cases.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ReadError;
use contracts::ids::{CaseId, CompanyId, DetectionId};
use contracts::support::{Asked, CaseName, OpenCase, SupportCentre, SupportFigures};
use jiff::civil::Date;
use uuid::Uuid;

use crate::applicant::world;
use crate::browser::Browser;
use crate::companies::fix;
use crate::world::at;

/// A centre with two open cases of every company.
struct Busy;

#[async_trait]
impl SupportCentre for Busy {
    async fn figures(&self, _: CompanyId, _: Date, _: Date) -> Result<SupportFigures, ReadError> {
        Ok(SupportFigures::default())
    }

    async fn case_of(&self, _: CompanyId, _: DetectionId) -> Result<Option<CaseName>, ReadError> {
        Ok(None)
    }

    async fn open_cases(&self, _: CompanyId) -> Result<Vec<OpenCase>, ReadError> {
        let case = |number: i64, asked| OpenCase {
            case: CaseName {
                id: CaseId(Uuid::from_u128(42)),
                number,
            },
            opened: at("2023-09-01T09:00:00"),
            asked,
        };
        Ok(vec![
            case(42, Asked::Visit(at("2023-09-04T09:00:00"))),
            case(43, Asked::Nothing),
        ])
    }
}

/// A company in the middle of an incident finds its case, and what it has to do, where it looks first.
#[tokio::test]
async fn the_status_names_open_cases_and_what_they_ask() {
    let (world, _folder) = world("kojo-2023", "2023-09-01T10:00:00").await;
    let id = world.apply(1, "utm", None).await;
    let mut early = Browser::of(&world, id, 1).await.beside(Arc::new(Busy));
    early.get("/status").await.is(200).hides("S-00042");
    fix(&world, id).await;
    let page = early.get("/status").await;
    page.is(200)
        .shows(&format!("href=\"/support/cases/{}\"", Uuid::from_u128(42)))
        .shows("S-00042")
        .shows("令和5年9月4日（月） 9時 に伺います")
        .shows("S-00043")
        .shows("今、していただくことはありません");
    early
        .get("/en/status")
        .await
        .shows("Open cases at the support centre");
    let mut alone = Browser::of(&world, id, 1).await;
    alone.get("/status").await.is(200).hides("S-00042");
}
