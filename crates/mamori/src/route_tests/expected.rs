//! Who may use which route, written down a second time by hand. A new route must be added here: the test names it.

use platform::actor::Role::{self, Administrator, Approver, Organiser, Secretariat, Support};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Everybody,
    /// An applicant in their session; the route shows nothing but their own application.
    Applicants,
    /// The applicant whose application it is; to everybody else there is no such thing.
    Owner,
    /// Staff with one of these roles.
    Staff(&'static [Role]),
}

use Who::{Applicants, Everybody, Owner, Staff};

const READS: Who = Staff(&[Secretariat, Approver, Organiser, Administrator]);
/// Files leave the house: those who work with them.
const EXPORTS: Who = Staff(&[Secretariat, Approver]);
/// What to do about a mail that may not have arrived.
const MAILS: Who = Staff(&[Secretariat, Administrator]);
const WORKS: Who = Staff(&[Secretariat]);
const RELEASES: Who = Staff(&[Approver]);
const AUDITS: Who = Staff(&[Approver, Organiser, Administrator]);

/// The support centre's cases: who reads, who works on them, who sees figures alone.
const CASES: Who = Staff(&[Secretariat, Support]);
const HELPS: Who = Staff(&[Support]);
const COUNTS: Who = Staff(&[Secretariat, Organiser, Support]);
/// Companies' keys: one person prepares, another releases.
const KEYS: Who = Staff(&[Approver, Administrator]);
const PREPARES_KEYS: Who = Staff(&[Administrator]);

/// Method, path, who.
pub const EXPECTED: &[(&str, &str, Who)] = &[
    ("GET", "/", Everybody),
    ("GET", "/accessibility", Everybody),
    ("GET", "/api/openapi.json", Everybody),
    ("GET", "/api/v1/applications/{application}", Owner),
    ("POST", "/api/v1/applications/{application}/withdrawal", Owner),
    ("GET", "/api/v1/desk/{programme}/applications", READS),
    (
        "GET",
        "/api/v1/desk/{programme}/applications/{application}",
        READS,
    ),
    (
        "POST",
        "/api/v1/desk/{programme}/applications/{application}/answer",
        WORKS,
    ),
    (
        "POST",
        "/api/v1/desk/{programme}/applications/{application}/contacts",
        WORKS,
    ),
    (
        "POST",
        "/api/v1/desk/{programme}/applications/{application}/corrections",
        WORKS,
    ),
    (
        "POST",
        "/api/v1/desk/{programme}/applications/{application}/decisions",
        WORKS,
    ),
    ("GET", "/api/v1/desk/{programme}/draw", READS),
    ("GET", "/api/v1/desk/{programme}/notices", READS),
    ("POST", "/api/v1/desk/{programme}/notices", WORKS),
    ("GET", "/api/v1/desk/{programme}/notices/{notice}", READS),
    ("POST", "/api/v1/desk/{programme}/notices/{notice}/discard", WORKS),
    (
        "POST",
        "/api/v1/desk/{programme}/notices/{notice}/release",
        RELEASES,
    ),
    ("GET", "/api/v1/desk/{programme}/roster", READS),
    ("GET", "/api/v1/programmes", Everybody),
    ("GET", "/api/v1/programmes/{programme}", Everybody),
    ("POST", "/api/v1/programmes/{programme}/applications", Everybody),
    ("GET", "/assets/{*name}", Everybody),
    ("GET", "/call-document.css", Everybody),
    ("GET", "/demo/beacon/{round}", Everybody),
    ("POST", "/demo/clock", Everybody),
    ("GET", "/demo/mails", Everybody),
    ("GET", "/desk", READS),
    ("GET", "/desk/audit", AUDITS),
    ("GET", "/desk/audit/log.csv", AUDITS),
    ("POST", "/desk/audit/verify", AUDITS),
    ("GET", "/desk/mails", READS),
    ("POST", "/desk/mails/{mail}", MAILS),
    ("GET", "/desk/{programme}", READS),
    ("POST", "/desk/{programme}", READS),
    ("GET", "/desk/{programme}/applications", READS),
    ("POST", "/desk/{programme}/applications", READS),
    ("GET", "/desk/{programme}/applications/{application}", READS),
    (
        "POST",
        "/desk/{programme}/applications/{application}/answer",
        WORKS,
    ),
    (
        "POST",
        "/desk/{programme}/applications/{application}/contact",
        WORKS,
    ),
    (
        "POST",
        "/desk/{programme}/applications/{application}/decide",
        WORKS,
    ),
    (
        "GET",
        "/desk/{programme}/applications/{application}/consents/{consent}",
        READS,
    ),
    (
        "GET",
        "/desk/{programme}/applications/{application}/files/{file}",
        READS,
    ),
    (
        "GET",
        "/desk/{programme}/applications/{application}/correct",
        WORKS,
    ),
    (
        "POST",
        "/desk/{programme}/applications/{application}/correct",
        WORKS,
    ),
    (
        "POST",
        "/desk/{programme}/applications/{application}/papers",
        WORKS,
    ),
    (
        "GET",
        "/desk/{programme}/applications/{application}/move",
        RELEASES,
    ),
    (
        "POST",
        "/desk/{programme}/applications/{application}/move",
        RELEASES,
    ),
    (
        "POST",
        "/desk/{programme}/applications/{application}/scans/{signature}",
        WORKS,
    ),
    ("GET", "/desk/{programme}/briefings", READS),
    ("GET", "/desk/{programme}/briefings.csv", EXPORTS),
    ("GET", "/desk/{programme}/briefings.xlsx", EXPORTS),
    ("GET", "/desk/{programme}/consents", READS),
    ("GET", "/desk/{programme}/draw", READS),
    ("POST", "/desk/{programme}/draw/charter", WORKS),
    ("GET", "/desk/{programme}/draw/freeze", WORKS),
    ("POST", "/desk/{programme}/draw/freeze", WORKS),
    ("POST", "/desk/{programme}/draw/run", WORKS),
    ("GET", "/desk/{programme}/export.csv", EXPORTS),
    ("GET", "/desk/{programme}/export.xlsx", EXPORTS),
    ("GET", "/desk/{programme}/import", WORKS),
    ("POST", "/desk/{programme}/import", WORKS),
    ("POST", "/desk/{programme}/import/take", WORKS),
    ("GET", "/desk/{programme}/import/template.xlsx", EXPORTS),
    ("GET", "/desk/{programme}/notices", READS),
    ("POST", "/desk/{programme}/notices", WORKS),
    ("GET", "/desk/{programme}/notices/{notice}", READS),
    ("POST", "/desk/{programme}/notices/{notice}/discard", WORKS),
    ("POST", "/desk/{programme}/notices/{notice}/release", RELEASES),
    (
        "GET",
        "/desk/{programme}/registrations/{registration}/cancel",
        WORKS,
    ),
    (
        "POST",
        "/desk/{programme}/registrations/{registration}/cancel",
        WORKS,
    ),
    ("GET", "/desk/{programme}/roster", READS),
    ("GET", "/desk/{programme}/roster.csv", EXPORTS),
    ("GET", "/desk/{programme}/roster.xlsx", EXPORTS),
    ("GET", "/healthz", Everybody),
    ("GET", "/link/{token}", Everybody),
    ("POST", "/link/{token}", Everybody),
    ("GET", "/privacy", Everybody),
    ("GET", "/programmes/{programme}", Everybody),
    ("GET", "/programmes/{programme}/apply", Everybody),
    ("POST", "/programmes/{programme}/apply/another", Everybody),
    ("GET", "/programmes/{programme}/apply/check", Everybody),
    ("GET", "/programmes/{programme}/apply/restart", Everybody),
    ("POST", "/programmes/{programme}/apply/restart", Everybody),
    ("POST", "/programmes/{programme}/apply/send", Everybody),
    ("GET", "/programmes/{programme}/apply/{section}", Everybody),
    ("POST", "/programmes/{programme}/apply/{section}", Everybody),
    ("GET", "/programmes/{programme}/briefings/{briefing}", Everybody),
    ("POST", "/programmes/{programme}/briefings/{briefing}", Everybody),
    (
        "GET",
        "/programmes/{programme}/briefings/{briefing}/date.ics",
        Everybody,
    ),
    ("GET", "/programmes/{programme}/call", Everybody),
    ("GET", "/programmes/{programme}/call.pdf", Everybody),
    ("GET", "/programmes/{programme}/check", Everybody),
    ("POST", "/programmes/{programme}/check", Everybody),
    ("GET", "/programmes/{programme}/check/result", Everybody),
    ("GET", "/programmes/{programme}/dates.ics", Everybody),
    ("GET", "/programmes/{programme}/draw", Everybody),
    ("GET", "/programmes/{programme}/draw/bundle.zip", Everybody),
    ("GET", "/programmes/{programme}/draw/charter.json", Everybody),
    ("GET", "/programmes/{programme}/draw/verifier", Everybody),
    ("GET", "/programmes/{programme}/receipt", Everybody),
    ("GET", "/programmes/{programme}/receipt.pdf", Everybody),
    (
        "GET",
        "/programmes/{programme}/registrations/{registration}",
        Everybody,
    ),
    (
        "POST",
        "/programmes/{programme}/registrations/{registration}/cancel",
        Everybody,
    ),
    ("GET", "/programmes/{programme}/sessions.ics", Everybody),
    ("GET", "/readyz", Everybody),
    ("GET", "/return", Everybody),
    ("POST", "/return", Everybody),
    ("GET", "/return/sent", Everybody),
    ("GET", "/sign-in", Everybody),
    ("POST", "/sign-in", Everybody),
    ("GET", "/sign-in/second-factor", Everybody),
    ("POST", "/sign-in/second-factor", Everybody),
    ("POST", "/sign-out", Everybody),
    ("GET", "/site-policy", Everybody),
    ("GET", "/status", Applicants),
    ("POST", "/status/accept", Applicants),
    ("GET", "/status/answers", Applicants),
    ("GET", "/status/consents/{consent}/form.pdf", Applicants),
    ("GET", "/status/consents/{consent}/{part}", Applicants),
    ("POST", "/status/consents/{consent}/{part}", Applicants),
    ("GET", "/status/decline", Applicants),
    ("POST", "/status/decline", Applicants),
    ("GET", "/status/forms/{form}", Applicants),
    ("POST", "/status/forms/{form}", Applicants),
    ("GET", "/status/receipt.json", Applicants),
    ("GET", "/status/receipt.pdf", Applicants),
    ("GET", "/status/signed/{consent}", Applicants),
    ("GET", "/status/signed/{consent}/copy.pdf", Applicants),
    ("GET", "/status/withdraw", Applicants),
    ("POST", "/status/withdraw", Applicants),
    ("GET", "/support", Applicants),
    ("GET", "/support/report", Applicants),
    ("POST", "/support/report", Applicants),
    ("GET", "/support/cases/{case}", Applicants),
    ("POST", "/support/cases/{case}/message", Applicants),
    ("GET", "/support/visits/{visit}/date.ics", Applicants),
    ("GET", "/desk/support", CASES),
    ("GET", "/desk/support/new", HELPS),
    ("POST", "/desk/support/new", HELPS),
    ("GET", "/desk/support/hand-over", CASES),
    ("POST", "/desk/support/hand-over", HELPS),
    ("POST", "/desk/support/hand-over/{note}/read", HELPS),
    ("GET", "/desk/support/figures", COUNTS),
    ("GET", "/desk/support/cases/{case}", CASES),
    ("POST", "/desk/support/cases/{case}/take", HELPS),
    ("POST", "/desk/support/cases/{case}/write", HELPS),
    ("POST", "/desk/support/cases/{case}/decide", HELPS),
    ("POST", "/desk/support/cases/{case}/close", HELPS),
    ("POST", "/desk/support/cases/{case}/reopen", HELPS),
    ("POST", "/desk/support/cases/{case}/merge", HELPS),
    ("POST", "/desk/support/cases/{case}/steps", HELPS),
    ("POST", "/desk/support/cases/{case}/visits", HELPS),
    ("POST", "/desk/support/visits/{visit}", HELPS),
    ("GET", "/desk/keys", KEYS),
    ("POST", "/desk/keys/{company}/rotate", PREPARES_KEYS),
    ("POST", "/desk/keys/{company}/destroy", PREPARES_KEYS),
    ("POST", "/desk/destructions/{destruction}/release", RELEASES),
    ("POST", "/desk/destructions/{destruction}/withdraw", PREPARES_KEYS),
    ("GET", "/desk/destructions/{destruction}", KEYS),
    ("GET", "/desk/destructions/{destruction}/certificate.pdf", KEYS),
];
