//! Invented companies.

use crate::plan::Plan;

/// Answers of invented company `attempt`, as form pairs. No two have the same name or address.
pub fn answers(plan: &Plan, attempt: u64) -> Vec<(String, String)> {
    let pairs = [
        ("kind", "sole_proprietor".to_owned()),
        ("company_name", format!("ひばり商店{attempt}")),
        ("company_kana", "ヒバリショウテン".to_owned()),
        ("representative", "山下 春香".to_owned()),
        ("postal_code", "135-0000".to_owned()),
        ("prefecture", "東京都".to_owned()),
        ("address", format!("江東区若葉町1-{attempt}")),
        ("industry", "60".to_owned()),
        ("employees", "5".to_owned()),
        ("participant_name", "山下 春香".to_owned()),
        ("participant_kana", "ヤマシタ ハルカ".to_owned()),
        ("participant_position", "店長".to_owned()),
        ("email", format!("person{attempt}@example.jp")),
        ("telephone", "050-0000-0000".to_owned()),
        ("security_utm", "no".to_owned()),
        ("security_edr", "no".to_owned()),
        ("security_policy", "no".to_owned()),
        ("past_programmes", "none".to_owned()),
        ("equal_subsidy", "no".to_owned()),
        ("course", plan.course.clone()),
    ];
    let declarations =
        ["ア", "イ", "ウ", "エ", "オ", "カ", "キ"].map(|mark| ("declarations", mark.to_owned()));
    pairs
        .into_iter()
        .chain(declarations)
        .map(|(field, value)| (field.to_owned(), value))
        .collect()
}
