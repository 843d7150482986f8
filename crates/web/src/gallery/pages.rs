//! Pages as they will be, with made-up contents.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use platform::forms::Progress;

use super::links;
use super::samples::{self, Inbox};
use crate::form::{FieldView, OptionView};
use crate::page::{Link, Page};
use crate::view::{Answered, At, Chip, Column, Due, Fact, Kpi, Notice, Order, Pagination, Share, Step, Task};
use crate::visitor::Visitor;

fn public(visitor: &Visitor, title: &str, template: &impl Template) -> Response {
    Page::public(visitor, title).links(links(visitor)).show(template)
}

#[derive(Template)]
#[template(path = "gallery/parts.html")]
struct Components<'a> {
    v: &'a Visitor,
    crumbs: Vec<Link>,
    chips: Vec<Chip>,
    notices: Vec<Notice>,
    emergency: Notice,
    dues: Vec<Due>,
    flow: Vec<Step>,
    way: Vec<Step>,
    facts: Vec<Fact>,
    columns: Vec<Column>,
    pages: Vec<Pagination>,
    shares: Vec<Share>,
    fields: Vec<FieldView>,
}

/// `GET /_gallery`
pub(super) async fn components(v: Visitor) -> Response {
    let page = |page, total| Pagination {
        page,
        size: 20,
        total,
        address: "?page=".to_owned(),
    };
    let template = Components {
        crumbs: vec![
            Link::new(v.href("/"), v.both("募集", "Programmes")),
            Link::new(v.href("/_gallery"), v.both("部品", "Components")),
        ],
        chips: samples::chips(&v),
        notices: samples::notices(&v),
        emergency: samples::emergency(&v),
        dues: samples::dues(&v),
        flow: samples::flow(&v, None),
        way: samples::flow(&v, Some(1)),
        facts: samples::facts(&v),
        columns: vec![
            Column::sorted(v.both("期限", "Due"), "?sort=-due", Some(Order::Ascending)),
            Column::sorted(v.both("会社", "Company"), "?sort=company", None),
            Column::plain(v.both("枠", "Frame")),
            Column::sorted(v.both("従業員", "Employees"), "?sort=employees", None).numeric(),
        ],
        pages: vec![page(1, 0), page(50, 10_000)],
        shares: samples::shares(&v),
        fields: fields(&v),
        v: &v,
    };
    public(&v, &v.both("部品", "Components"), &template)
}

/// Controls that pages build themselves, each in the states that matter.
fn fields(v: &Visitor) -> Vec<FieldView> {
    let wrong = || Some(v.say("field-error-required"));
    let options = |chosen: usize| {
        let names = [("電話", "Telephone"), ("メール", "Mail"), ("訪問", "Visit")];
        let option = |(index, (ja, en)): (usize, (&str, &str))| {
            OptionView::new(&index.to_string(), v.both(ja, en), index == chosen)
        };
        names.into_iter().enumerate().map(option).collect::<Vec<_>>()
    };
    vec![
        FieldView::line("sample_line", v.both("企業名", "Company"))
            .required()
            .hint(v.both("登記のとおりに。", "As registered."))
            .value("株式会社 髙﨑商店"),
        FieldView::line("sample_wrong", v.both("担当者のお名前", "Contact person"))
            .required()
            .error(wrong()),
        FieldView::date("sample_date", v.both("連絡した日", "Date of contact")),
        FieldView::password("sample_password", v.both("パスワード", "Password"))
            .autocomplete("current-password")
            .width("middle"),
        FieldView::select("sample_select", v.both("方法", "Channel"), options(1)).width("short"),
        FieldView::radio(
            "sample_radio",
            v.both("連絡の方法", "How we reached them"),
            options(9),
        )
        .required()
        .error(wrong()),
        FieldView::checkboxes(
            "sample_checks",
            v.both("希望する連絡方法", "Preferred channels"),
            options(0),
        ),
        FieldView::text("sample_text", v.both("理由", "Reason"))
            .max_length(40)
            .value(v.both("要件を満たしていないため。", "The requirements are not met.")),
        FieldView::tick("sample_tick", v.both("内容を確認しました", "I have checked this"))
            .required()
            .error(Some(v.say("field-error-tick"))),
        FieldView::file("sample_file", v.both("添付", "Attachment"), ".pdf")
            .hint(v.both("PDF、10 MB まで。", "PDF, up to 10 MB.")),
    ]
}

#[derive(Template)]
#[template(path = "gallery/programme.html")]
struct Programme<'a> {
    v: &'a Visitor,
    facts: Vec<Fact>,
    flow: Vec<Step>,
    shares: Vec<Share>,
}

/// `GET /_gallery/programme`
pub(super) async fn programme(v: Visitor) -> Response {
    let template = Programme {
        facts: samples::facts(&v),
        flow: samples::flow(&v, None),
        shares: samples::shares(&v),
        v: &v,
    };
    public(
        &v,
        &v.both("実践力強化プログラム", "Practical capability programme"),
        &template,
    )
}

#[derive(Template)]
#[template(path = "gallery/status.html")]
struct Status<'a> {
    v: &'a Visitor,
    due: Due,
    steps: Vec<Step>,
}

/// `GET /_gallery/status`
pub(super) async fn status(v: Visitor) -> Response {
    let due = samples::dues(&v).swap_remove(0);
    let template = Status {
        due,
        steps: samples::way(&v),
        v: &v,
    };
    public(&v, &v.both("申込みの状況", "Your application"), &template)
}

#[derive(Template)]
#[template(path = "gallery/tasks.html")]
struct Tasks<'a> {
    v: &'a Visitor,
    tasks: Vec<Task>,
}

/// `GET /_gallery/tasks`
pub(super) async fn tasks(v: Visitor) -> Response {
    let task = |ja: &str, en: &str, hint: (&str, &str), progress| Task {
        href: Some(v.href("/_gallery/form")),
        title: v.both(ja, en),
        hint: v.both(hint.0, hint.1),
        progress,
    };
    let blocked = |ja: &str, en: &str| Task {
        href: None,
        ..task(
            ja,
            en,
            (
                "ほかの項目がすべて入力されると進めます",
                "Opens when everything above is done",
            ),
            Progress::Todo,
        )
    };
    let template = Tasks {
        v: &v,
        tasks: vec![
            task(
                "企業について",
                "Your company",
                (
                    "名称、所在地、業種、資本金、従業員",
                    "Name, address, industry, capital, employees",
                ),
                Progress::Done,
            ),
            task(
                "担当者",
                "Contact person",
                ("お名前、部署、連絡先", "Name, department, telephone, mail"),
                Progress::Doing,
            ),
            task(
                "セキュリティの体制",
                "Security environment",
                ("導入している機器、方針", "Devices and policies in place"),
                Progress::Todo,
            ),
            blocked("確認と送信", "Check and send"),
        ],
    };
    public(&v, &v.both("申込みの入力", "Your application form"), &template)
}

#[derive(Template)]
#[template(path = "gallery/check.html")]
struct Check<'a> {
    v: &'a Visitor,
    answers: Vec<Answered>,
}

/// `GET /_gallery/check`
pub(super) async fn check(v: Visitor) -> Response {
    let template = Check {
        answers: samples::answers(&v),
        v: &v,
    };
    public(&v, &v.both("入力内容の確認", "Check your answers"), &template)
}

#[derive(Template)]
#[template(path = "gallery/done.html")]
struct Done<'a> {
    v: &'a Visitor,
    next: Vec<Step>,
}

/// `GET /_gallery/done`
pub(super) async fn done(v: Visitor) -> Response {
    let template = Done {
        next: samples::flow(&v, Some(1)),
        v: &v,
    };
    public(
        &v,
        &v.both("申込みを受け付けました", "We have your application"),
        &template,
    )
}

fn desk_links(v: &Visitor) -> Vec<Link> {
    let entries = [
        ("/_gallery/desk", "受付箱", "Inbox", Some(17)),
        ("/_gallery/case", "申込み", "Applications", Some(68)),
        ("/_gallery", "抽選", "Draw", None),
        ("/_gallery", "同意書", "Consents", Some(4)),
        ("/_gallery", "通知", "Notices", Some(2)),
        ("/_gallery", "説明会", "Briefings", None),
        ("/_gallery", "記録", "Audit log", None),
    ];
    let link = |(path, ja, en, count)| Link {
        current: v.path == path,
        count,
        ..Link::new(v.href(path), v.both(ja, en))
    };
    entries.into_iter().map(link).collect()
}

#[derive(Template)]
#[template(path = "gallery/desk.html")]
struct Desk<'a> {
    v: &'a Visitor,
    kpis: Vec<Kpi>,
    columns: Vec<Column>,
    rows: Vec<Inbox>,
    pages: Pagination,
    search: String,
}

/// `GET /_gallery/desk`
pub(super) async fn desk(v: Visitor, RawQuery(query): RawQuery) -> Response {
    let search = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "search")
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    let mut rows = samples::inbox(&v);
    rows.retain(|row| row.company.contains(&search) || row.number.contains(&search));
    let template = Desk {
        kpis: samples::kpis(&v),
        columns: vec![
            Column::sorted(v.both("期限", "Due"), "?sort=-due", Some(Order::Ascending)),
            Column::sorted(v.both("会社", "Company"), "?sort=company", None),
            Column::sorted(v.both("枠", "Frame"), "?sort=frame", None),
            Column::plain(v.both("することと状態", "What to do")),
            Column::plain(v.both("体制", "Security")),
            Column::sorted(v.both("従業員", "Staff"), "?sort=employees", None).numeric(),
        ],
        pages: Pagination {
            page: 1,
            size: 50,
            total: rows.len() as u64,
            address: "?page=".to_owned(),
        },
        rows,
        search,
        v: &v,
    };
    let eyebrow = v.both(
        "実践力強化プログラム　令和7年度",
        "Practical capability programme 2025",
    );
    Page::desk(&v, &v.both("受付箱", "Inbox"), &eyebrow, desk_links(&v)).show(&template)
}

#[derive(Template)]
#[template(path = "gallery/case.html")]
struct Case<'a> {
    v: &'a Visitor,
    answers: Vec<Answered>,
    steps: Vec<Step>,
    contact: Vec<FieldView>,
}

/// `GET /_gallery/case`
pub(super) async fn case(v: Visitor) -> Response {
    let outcome = [
        ("本人と話せた", "Reached", true),
        ("不在", "Absent", false),
        ("かけ直す", "Call back", false),
    ];
    let outcome = outcome
        .iter()
        .map(|(ja, en, chosen)| OptionView::new(en, v.both(ja, en), *chosen))
        .collect();
    let mut answers = samples::answers(&v);
    answers.iter_mut().for_each(|answered| answered.change = None);
    let template = Case {
        answers,
        steps: samples::way(&v)
            .into_iter()
            .take(3)
            .map(|step| step.at(At::Done))
            .collect(),
        contact: vec![
            FieldView::radio("outcome", v.both("結果", "Outcome"), outcome).required(),
            FieldView::text("note", v.both("メモ", "Note")).max_length(400),
        ],
        v: &v,
    };
    let eyebrow = v.both(
        "実践力強化プログラム　令和7年度",
        "Practical capability programme 2025",
    );
    Page::desk(&v, "株式会社 みどり町製作所", &eyebrow, desk_links(&v)).show(&template)
}
