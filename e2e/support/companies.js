// Invented companies that apply.

/** A corporate number with its check digit (法人番号: nine less the weighted sum modulo nine, in front). */
export function corporateNumber(twelve) {
  const digits = String(twelve).padStart(12, "0").split("").reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 2), 0);
  return `${9 - (sum % 9)}${String(twelve).padStart(12, "0")}`;
}

/** What a company answers; `more` are the answers that only this call asks for. */
export const company = (number, name, more = {}) => ({
  kind: "corporation",
  company_name: name,
  company_kana: "カブシキガイシャタカサキショウテン",
  corporate_number: corporateNumber(700_110_000_000 + number),
  representative: "髙﨑 花子",
  postal_code: "１６３ー８００１",
  prefecture: "東京都",
  address: `みどり区緑町2-8-${number}`,
  industry: "58",
  capital_yen: "1000万円",
  employees: "12",
  participant_name: "𠮷田 光",
  participant_kana: "ヨシダヒカル",
  email: `applicant-${number}@example.jp`,
  telephone: "03-1234-5678",
  security_utm: "yes",
  security_edr: "no",
  security_policy: "yes",
  past_programmes: "none",
  equal_subsidy: "no",
  ...more,
});
