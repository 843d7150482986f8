//! Invented companies for the demo and the simulation: lifelike, repeatable, nobody's.
//!
//! Names are put together from words of nature and places; mail addresses lie under `example.jp`; telephone
//! numbers lie in ranges that are not given out (050-0000-…). Corporate numbers carry a right check digit but begin
//! with 9-9, which is not assigned to registered companies.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};

const HEADS: &[(&str, &str)] = &[
    ("青葉", "アオバ"),
    ("緑町", "ミドリマチ"),
    ("東雲", "シノノメ"),
    ("若竹", "ワカタケ"),
    ("白樺", "シラカバ"),
    ("千鳥", "チドリ"),
    ("朝霧", "アサギリ"),
    ("星野原", "ホシノハラ"),
    ("水瀬", "ミナセ"),
    ("翠川", "ミドリカワ"),
    ("ひばり", "ヒバリ"),
    ("つばめ", "ツバメ"),
    ("雪解", "ユキゲ"),
    ("楓", "カエデ"),
    ("柊", "ヒイラギ"),
    ("桐生原", "キリュウハラ"),
    ("日和", "ヒヨリ"),
    ("渚", "ナギサ"),
    ("松風", "マツカゼ"),
    ("花筏", "ハナイカダ"),
    ("あかつき", "アカツキ"),
    ("みなも", "ミナモ"),
    ("穂波", "ホナミ"),
    ("月見坂", "ツキミザカ"),
    ("木洩日", "コモレビ"),
    ("深草", "フカクサ"),
    ("鶴羽", "ツルハ"),
    ("銀杏", "イチョウ"),
    ("夕凪", "ユウナギ"),
    ("山吹", "ヤマブキ"),
];

const WARDS: &[&str] = &[
    "千代田区",
    "中央区",
    "港区",
    "新宿区",
    "文京区",
    "台東区",
    "墨田区",
    "江東区",
    "品川区",
    "目黒区",
    "大田区",
    "世田谷区",
    "渋谷区",
    "中野区",
    "杉並区",
    "豊島区",
    "北区",
    "荒川区",
    "板橋区",
    "練馬区",
    "足立区",
    "葛飾区",
    "江戸川区",
    "八王子市",
    "立川市",
    "武蔵野市",
    "三鷹市",
    "府中市",
    "町田市",
    "小金井市",
];

const TOWNS: &[&str] = &[
    "若葉町",
    "本町",
    "緑ケ丘",
    "新川",
    "桜台",
    "元町",
    "南町",
    "旭町",
    "泉町",
    "栄町",
];
const FAMILY: &[(&str, &str)] = &[
    ("山下", "ヤマシタ"),
    ("小川", "オガワ"),
    ("西村", "ニシムラ"),
    ("髙橋", "タカハシ"),
    ("石井", "イシイ"),
    ("原田", "ハラダ"),
    ("宮本", "ミヤモト"),
    ("内藤", "ナイトウ"),
    ("岩﨑", "イワサキ"),
    ("藤原", "フジワラ"),
    ("北川", "キタガワ"),
    ("森", "モリ"),
];
const GIVEN: &[(&str, &str)] = &[
    ("春香", "ハルカ"),
    ("健一", "ケンイチ"),
    ("美咲", "ミサキ"),
    ("大輔", "ダイスケ"),
    ("直子", "ナオコ"),
    ("拓也", "タクヤ"),
    ("由紀", "ユキ"),
    ("修", "オサム"),
    ("千尋", "チヒロ"),
    ("誠", "マコト"),
];

/// Trade word, reading, JSIC two-digit code, largest usual staff.
const TRADES: &[(&str, &str, &str, u32)] = &[
    ("製作所", "セイサクショ", "24", 120),
    ("精機", "セイキ", "27", 90),
    ("印刷", "インサツ", "15", 60),
    ("食品", "ショクヒン", "09", 140),
    ("工務店", "コウムテン", "06", 40),
    ("設備", "セツビ", "08", 55),
    ("電設", "デンセツ", "08", 35),
    ("商会", "ショウカイ", "52", 30),
    ("通商", "ツウショウ", "55", 45),
    ("青果", "セイカ", "58", 20),
    ("書店", "ショテン", "60", 12),
    ("薬局", "ヤッキョク", "60", 18),
    ("運送", "ウンソウ", "44", 210),
    ("倉庫", "ソウコ", "47", 80),
    ("システム", "システム", "39", 75),
    ("ソフト", "ソフト", "39", 40),
    ("不動産", "フドウサン", "68", 25),
    ("設計事務所", "セッケイジムショ", "74", 15),
    ("会計事務所", "カイケイジムショ", "72", 12),
    ("旅館", "リョカン", "75", 40),
    ("食堂", "ショクドウ", "76", 15),
    ("理容", "リヨウ", "78", 6),
    ("学習塾", "ガクシュウジュク", "82", 20),
    ("歯科医院", "シカイイン", "83", 12),
    ("介護", "カイゴ", "85", 60),
    ("整備", "セイビ", "89", 25),
    ("警備", "ケイビ", "92", 150),
    ("広告", "コウコク", "73", 30),
    ("リース", "リース", "70", 35),
    ("保険代理店", "ホケンダイリテン", "67", 10),
];

/// A generator of companies.
pub struct Companies {
    random: StdRng,
    made: u64,
}

impl Companies {
    /// The same seed makes the same companies.
    pub fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            made: 0,
        }
    }

    /// One more company, as answers to the standard sections of an application form.
    pub fn next_answers(&mut self) -> Map<String, Value> {
        self.made += 1;
        let (head, head_kana) = self.pick(HEADS);
        let (trade, trade_kana, industry, most) = self.pick(TRADES);
        let (family, family_kana) = self.pick(FAMILY);
        let (given, given_kana) = self.pick(GIVEN);
        let corporation = self.random.random_bool(0.86);
        let employees = if corporation {
            1 + self.random.random_range(0..most)
        } else {
            self.random.random_range(1..6)
        };
        let name = match (corporation, self.random.random_range(0..3)) {
            (false, _) => format!("{head}{trade}"),
            (true, 0) => format!("株式会社{head}{trade}"),
            (true, 1) => format!("{head}{trade}株式会社"),
            (true, _) => format!("有限会社 {head}{trade}"),
        };
        let mut answers = Map::new();
        let mut put = |field: &str, value: Value| answers.insert(field.to_owned(), value);
        put(
            "kind",
            json!(if corporation {
                "corporation"
            } else {
                "sole_proprietor"
            }),
        );
        put("company_name", json!(name));
        put("company_kana", json!(format!("{head_kana}{trade_kana}")));
        if corporation {
            put(
                "corporate_number",
                json!(corporate_number(990_000_000_000 + self.made)),
            );
            let millions = *[3, 5, 10, 10, 10, 20, 30, 50, 80, 95]
                .choose(&mut self.random)
                .unwrap_or(&10);
            put("capital_yen", json!((millions * 1_000_000).to_string()));
        }
        put("representative", json!(format!("{family} {given}")));
        put(
            "postal_code",
            json!(format!("1{:02}-{:04}", self.made % 90, 10 + self.made % 8900)),
        );
        put("prefecture", json!("東京都"));
        let (ward, town) = (self.pick(WARDS), self.pick(TOWNS));
        let address = format!(
            "{ward}{town}{}-{}-{}",
            self.random.random_range(1..6),
            self.random.random_range(1..30),
            self.random.random_range(1..20)
        );
        put("address", json!(address));
        put("industry", json!(industry));
        put("employees", json!(employees.to_string()));
        put("participant_name", json!(format!("{family} {given}")));
        put("participant_kana", json!(format!("{family_kana} {given_kana}")));
        put(
            "participant_position",
            json!(self.pick(&["代表取締役", "総務部長", "情報システム担当", "工場長", "店長"])),
        );
        put(
            "email",
            json!(format!("person{}@company{}.example.jp", self.made, self.made)),
        );
        put("telephone", json!(format!("050-0000-{:04}", self.made % 10_000)));
        put("security_utm", yes_no(self.random.random_bool(0.75)));
        put("security_edr", yes_no(self.random.random_bool(0.5)));
        put("security_policy", yes_no(self.random.random_bool(0.85)));
        put("equal_subsidy", json!("no"));
        put("past_programmes", json!(["none"]));
        answers
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = self.random.random_range(0..from.len());
        from[index]
    }
}

fn yes_no(yes: bool) -> Value {
    json!(if yes { "yes" } else { "no" })
}

/// 13 digits: check digit 9 − Σ(digit × weight) mod 9, weights 1 and 2 in turn from the right, then the twelve digits.
pub fn corporate_number(twelve: u64) -> String {
    let digits = format!("{:012}", twelve % 1_000_000_000_000);
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{}{digits}", 9 - sum % 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_companies() {
        let (mut one, mut two) = (Companies::new(7), Companies::new(7));
        for _ in 0..50 {
            assert_eq!(one.next_answers(), two.next_answers());
        }
    }

    /// The example of the National Tax Agency's own explanation of the check digit.
    #[test]
    fn the_check_digit_is_the_published_one() {
        assert_eq!(corporate_number(700_110_005_901), "8700110005901");
    }
}
