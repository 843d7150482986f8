//! What the programmes say about appliances, for the context that looks after them; and that context put together.

use std::path::Path;
use std::sync::Arc;

use calls::domain::definition::monitoring::{DataPurpose, Monitoring};
use calls::domain::definition::{Catalogue, Programme};
use calls::{Calls, CompanyRecords};
use incidents::CentreFigures;
use telemetry::Telemetry;
use telemetry::detect::Rules;
use telemetry::domain::data::Purpose;
use telemetry::domain::terms::{DataTerms, Obstacle, Office, Terms, Visits};
use telemetry::ops::certificate::Authority;

/// The context `telemetry` on the database and programmes of `calls`.
pub fn telemetry(
    calls: &Calls,
    authority: Authority,
    rules: Arc<Rules>,
    lake: &Path,
    telephone: &str,
) -> Telemetry {
    Telemetry {
        store: calls.store.clone(),
        companies: Arc::new(CompanyRecords::new(calls.store.clone())),
        terms: terms(&calls.catalogue),
        lake: lake.into(),
        support: Arc::new(CentreFigures::new(calls.store.clone())),
        telephone: telephone.into(),
        rules,
        authority: Arc::new(authority),
    }
}

/// The programmes that lend appliances.
pub fn terms(catalogue: &Catalogue) -> Arc<[Arc<Terms>]> {
    let lending = catalogue
        .iter()
        .filter_map(|programme| of(programme, programme.file.monitoring.as_ref()?));
    lending.map(Arc::new).collect()
}

/// `None` where the definition names what it does not have: the checker refuses that.
fn of(programme: &Programme, monitoring: &Monitoring) -> Option<Terms> {
    let file = &programme.file;
    let course = file.course(&monitoring.course)?;
    let other = monitoring.other_course.as_deref().and_then(|id| file.course(id));
    Some(Terms {
        programme: file.id.clone(),
        name: file.short_name.clone(),
        course: course.id.clone(),
        course_name: course.name.clone(),
        other_course: other.map(|course| (course.id.clone(), course.name.clone())),
        trial_months: monitoring.trial_months,
        survey: programme.form(&monitoring.survey)?.clone(),
        obstacles: monitoring
            .obstacles
            .iter()
            .map(|obstacle| Obstacle {
                when: obstacle.condition(),
                reason: obstacle.reason.clone(),
            })
            .collect(),
        visits: Visits {
            from: monitoring.visits.hours.from,
            to: monitoring.visits.hours.to,
            minutes: monitoring.visits.minutes,
            notice_business_days: monitoring.visits.notice_business_days,
            teams: monitoring.visits.teams,
        },
        ask_days_before: monitoring.ask_days_before,
        costs: monitoring.costs.clone(),
        data: DataTerms {
            version: monitoring.data.version.clone(),
            text: monitoring.data.text.clone(),
            purposes: monitoring.data.purposes.iter().map(|one| purpose(*one)).collect(),
            keep_days: monitoring.data.keep_days,
        },
        afterwards: monitoring.afterwards.clone(),
        office: Office {
            name: file.operator.office.clone(),
            telephone: file.operator.telephone.clone(),
            hours: file.operator.hours.clone(),
            mail: file.operator.mail.clone(),
            url: file.operator.url.clone(),
        },
        calendar: file.calendar(),
    })
}

fn purpose(purpose: DataPurpose) -> Purpose {
    match purpose {
        DataPurpose::Monitoring => Purpose::Monitoring,
        DataPurpose::Report => Purpose::Report,
        DataPurpose::Support => Purpose::Support,
        DataPurpose::Results => Purpose::Results,
    }
}
