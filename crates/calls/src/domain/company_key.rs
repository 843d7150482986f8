//! temporary: replaced by the eligibility work
use super::facts::fold;
/// Same company?
pub fn company_key(name: &str, address: &str) -> String {
    let name = fold(name);
    let name = ["株式会社", "有限会社", "(株)", "(有)", "合同会社"]
        .iter()
        .fold(name, |name, form| name.replace(form, ""));
    format!("{name}|{}", fold(address))
}
