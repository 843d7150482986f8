//! Figures of the last twelve months: for the organiser without any case.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use contracts::support::SupportFigures;
use jiff::ToSpan;
use jiff::civil::Date;
use platform::clock::date_in_tokyo;
use platform::text::Language;
use web::Visitor;

use super::super::problems;
use super::Desk;
use crate::context::Incidents;
use crate::error::Result;
use crate::facade::CentreFigures;

const MONTHS: i64 = 12;

struct MonthView {
    month: String,
    figures: SupportFigures,
    answer: String,
}

#[derive(Template)]
#[template(path = "desk-support-figures.html")]
struct FiguresPage<'a> {
    v: &'a Visitor,
    months: Vec<MonthView>,
}

/// `GET /desk/support/figures`
pub(super) async fn page(State(incidents): State<Incidents>, visitor: Visitor) -> Response {
    let months = match months(&incidents, &visitor).await {
        Ok(months) => months,
        Err(error) => return problems::page(&visitor, &error),
    };
    let page = FiguresPage { v: &visitor, months };
    match Desk::new(&incidents, &visitor, &visitor.say("support-figures")).await {
        Ok(desk) => desk.show(&page),
        Err(page) => page,
    }
}

fn month(visitor: &Visitor, first: Date) -> String {
    match visitor.language() {
        Language::Ja => format!("{}年{}月", first.year(), first.month()),
        Language::En => first.strftime("%B %Y").to_string(),
    }
}

async fn months(incidents: &Incidents, visitor: &Visitor) -> Result<Vec<MonthView>> {
    let counts = CentreFigures::new(incidents.store.clone());
    let this = date_in_tokyo(visitor.now).first_of_month();
    let mut months = Vec::new();
    for back in 0..MONTHS {
        let first = this.checked_sub(back.months()).unwrap_or(Date::MIN);
        let figures = counts.count(None, first, first.last_of_month()).await?;
        if figures == SupportFigures::default() {
            continue;
        }
        let minutes = figures.first_answer_minutes;
        months.push(MonthView {
            month: month(visitor, first),
            answer: minutes
                .map(|minutes| visitor.say1("support-minutes", "minutes", minutes))
                .unwrap_or_default(),
            figures,
        });
    }
    Ok(months)
}
