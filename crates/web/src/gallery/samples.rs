//! Made-up contents.

use crate::view::{Answered, At, Chip, Due, Fact, Kpi, Notice, Share, Step, Tone};
use crate::visitor::Visitor;

pub(super) fn chips(v: &Visitor) -> Vec<Chip> {
    let chips = [
        (Tone::Info, "体制の確認", "Security check"),
        (Tone::Ok, "受付中", "Open"),
        (Tone::Warn, "回答待ち", "Waiting for an answer"),
        (Tone::Bad, "期限切れ", "Overdue"),
        (Tone::Mute, "受付終了", "Closed"),
    ];
    chips
        .into_iter()
        .map(|(tone, ja, en)| Chip::new(tone, v.both(ja, en)))
        .collect()
}

pub(super) fn notices(v: &Visitor) -> Vec<Notice> {
    vec![
        Notice::new(
            Tone::Info,
            v.both(
                "説明会の録画を公開しました",
                "The recording of the briefing is out",
            ),
        )
        .text(v.both(
            "6月5日（木）の説明会を、資料とあわせてご覧いただけます。",
            "Watch the briefing of Thursday 5 June with its slides.",
        ))
        .link("#", v.both("録画と資料を見る", "Recording and slides")),
        Notice::new(Tone::Ok, v.both("連絡を記録しました", "The contact was recorded")),
        Notice::new(
            Tone::Warn,
            v.both(
                "法人番号が同じ申込みが、もう1件あります",
                "Another application has the same corporate number",
            ),
        )
        .text(v.both(
            "受付番号 R00102 と重複している可能性があります。",
            "It may be the same as R00102.",
        )),
        Notice::new(
            Tone::Bad,
            v.both("メールを送れませんでした", "The mail could not be sent"),
        )
        .text(v.both(
            "宛先のサーバーが受け付けませんでした。10分後に自動で再送します。",
            "The receiving server refused it. We try again in ten minutes.",
        )),
        Notice::new(
            Tone::Mute,
            v.both("この募集は終了しました", "This call is closed"),
        ),
    ]
}

pub(super) fn emergency(v: &Visitor) -> Notice {
    Notice::new(
        Tone::Bad,
        v.both(
            "台風接近のため、本日の説明会はオンラインだけで行います",
            "Because of the typhoon, today’s briefing is on line only",
        ),
    )
    .text(v.both(
        "会場にはお越しいただけません。参加の方には接続先をメールでお送りしました。",
        "Please do not come to the venue. Participants received the link by mail.",
    ))
    .link("#", v.both("接続のしかた", "How to join"))
}

pub(super) fn dues(v: &Visitor) -> Vec<Due> {
    vec![
        Due {
            what: v.both("回答の期限", "Please answer by"),
            when: v.both("7月7日（月）24時まで", "Monday 7 July, 24:00"),
            remaining: v.both("あと2日と5時間", "2 days and 5 hours left"),
            note: v.both(
                "お知らせから2営業日（土日を除く）です。過ぎると、席は次の会社へ移ります。",
                "Two business days after the notice. After that the place goes to the next company.",
            ),
            tone: Tone::Info,
        },
        Due {
            what: v.both("同意書の提出期限", "Consent due by"),
            when: v.both("きょう 17時まで", "Today, 17:00"),
            remaining: v.both("あと2時間58分", "2 hours and 58 minutes left"),
            note: String::new(),
            tone: Tone::Warn,
        },
        Due {
            what: v.both("回答の期限（過ぎました）", "Answer was due by"),
            when: v.both("7月7日（月）24時でした", "Monday 7 July, 24:00"),
            remaining: v.both("期限を過ぎました", "The time is over"),
            note: v.both(
                "席は次の会社へ移りました。",
                "The place went to the next company.",
            ),
            tone: Tone::Mute,
        },
    ]
}

/// The flow of a call; with `now`, seen from somebody at that step.
pub(super) fn flow(v: &Visitor, now: Option<usize>) -> Vec<Step> {
    let steps = [
        (
            "申込み",
            "Apply",
            "Web で。約15分",
            "On the web, about 15 minutes",
        ),
        (
            "お電話で確認",
            "A call from us",
            "3営業日以内に事務局から",
            "Within 3 business days",
        ),
        (
            "抽選",
            "Draw",
            "7月上旬。誰でも検証できます",
            "Early July; anyone can verify it",
        ),
        (
            "結果のお知らせ",
            "Result",
            "全員にメール。辞退は2営業日以内",
            "By mail to everyone; decline within 2 business days",
        ),
        (
            "同意書の提出",
            "Consent",
            "これで参加確定です",
            "Then your place is fixed",
        ),
    ];
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(index, (ja, en, note_ja, note_en))| {
            let step = Step::new(v.both(ja, en), v.both(note_ja, note_en));
            match now {
                None => step,
                Some(now) if index < now => step.at(At::Done),
                Some(now) if index == now => step.at(At::Now),
                Some(_) => step.at(At::Todo),
            }
        });
    steps.collect()
}

/// An applicant's way so far and from here.
pub(super) fn way(v: &Visitor) -> Vec<Step> {
    let step = |ja, en, note_ja, note_en, at| Step::new(v.both(ja, en), v.both(note_ja, note_en)).at(at);
    vec![
        step(
            "申込み",
            "Application",
            "6月20日（金）14時02分　控えをメールで送りました",
            "Friday 20 June, 14:02. We mailed you a copy.",
            At::Done,
        ),
        step(
            "お電話での確認",
            "Our call",
            "6月24日（火）　対象であることを確認しました",
            "Tuesday 24 June. You are eligible.",
            At::Done,
        ),
        step(
            "抽選",
            "Draw",
            "7月3日（木）10時　建設・製造枠 12番目／席 40 のうち 9番目",
            "Thursday 3 July, 10:00. Construction and manufacturing: 12th, place 9 of 40.",
            At::Done,
        )
        .link("#", v.both("自分で確かめる", "Check it yourself")),
        step(
            "参加の意思",
            "Your answer",
            "7月7日（月）24時まで",
            "By Monday 7 July, 24:00",
            At::Now,
        ),
        step(
            "参加同意書・機密保持の同意書",
            "Consents",
            "会社と参加者、それぞれの署名",
            "Signed by the company and by the participant",
            At::Todo,
        ),
        step(
            "参加確定",
            "Place fixed",
            "第1回は 7月25日（金）13時",
            "First session: Friday 25 July, 13:00",
            At::Todo,
        ),
    ]
}

pub(super) fn facts(v: &Visitor) -> Vec<Fact> {
    vec![
        Fact::new(
            v.both("受付", "Open until"),
            v.both("6月30日（月）17時まで", "Monday 30 June, 17:00"),
        )
        .note(v.both("あと10日と3時間", "10 days and 3 hours left")),
        Fact::new(v.both("募集", "Places"), v.both("40社", "40 companies")).note(v.both(
            "多いときは抽選。結果は全員にメール",
            "By draw if more apply; everyone gets the result",
        )),
        Fact::new(v.both("費用", "Cost"), v.both("無料", "Free"))
            .note(v.both("交通費・通信費は各社負担", "You pay travel and data")),
        Fact::new(
            v.both("対象", "For"),
            v.both(
                "都内の中小企業・個人事業者",
                "Small firms and sole proprietors in Tokyo",
            ),
        )
        .note(v.both(
            "UTM か EDR と、方針をお持ちの会社",
            "With a UTM or EDR, and a security policy",
        )),
    ]
}

pub(super) fn shares(v: &Visitor) -> Vec<Share> {
    let shares = [
        ("小売・卸売（10社程度）", "Retail and wholesale (about 10)", 14),
        (
            "建設・製造（10社程度）",
            "Construction and manufacturing (about 10)",
            23,
        ),
        (
            "サービス・その他（20社程度）",
            "Services and other (about 20)",
            31,
        ),
    ];
    let share = |(ja, en, value)| Share {
        label: v.both(ja, en),
        value,
        maximum: 40,
        text: v.both(&format!("{value} 件"), &value.to_string()),
    };
    shares.into_iter().map(share).collect()
}

pub(super) fn answers(v: &Visitor) -> Vec<Answered> {
    let answered = |ja: &str, en: &str, values: &[&str]| Answered {
        label: v.both(ja, en),
        values: values.iter().map(ToString::to_string).collect(),
        change: Some(v.href("/_gallery/form")),
    };
    vec![
        answered(
            "企業名",
            "Company",
            &[
                "株式会社 みどり町製作所",
                "カブシキガイシャ ミドリマチセイサクショ",
            ],
        ),
        answered("法人番号", "Corporate number", &["8700110005901"]),
        answered(
            "所在地",
            "Address",
            &["〒163-8001", "東京都みどり区緑町2丁目8番1号"],
        ),
        answered("建物名・部屋番号", "Building and room", &[]),
        answered("業種", "Industry", &[&v.say("industry-e")]),
        answered("資本金", "Capital", &[&v.both("10,000,000円", "10,000,000 yen")]),
        answered("従業員の数", "Employees", &[&v.both("48人", "48")]),
        answered("導入している機器・対策", "Measures in place", &["UTM", "EDR"]),
    ]
}

pub(super) fn kpis(v: &Visitor) -> Vec<Kpi> {
    let kpi = |value: &str, ja: &str, en: &str, tone, href: bool| Kpi {
        value: value.to_owned(),
        label: v.both(ja, en),
        tone,
        href: href.then(|| v.href("/_gallery/desk")),
    };
    vec![
        kpi("2", "期限を過ぎた連絡", "contacts overdue", Tone::Bad, true),
        kpi("6", "きょうまでの連絡", "contacts due today", Tone::Warn, true),
        kpi(
            "68",
            "申込み（枠計 40）",
            "applications for 40 places",
            Tone::Info,
            true,
        ),
        kpi(
            &v.both("3日と20時間", "3 d 20 h"),
            "締切まで",
            "until the call closes",
            Tone::Info,
            false,
        ),
    ]
}

/// A line of the inbox.
pub(super) struct Inbox {
    /// `over`, `today`, or nothing.
    pub(super) class: &'static str,
    pub(super) due: String,
    pub(super) due_note: String,
    pub(super) company: &'static str,
    pub(super) number: &'static str,
    pub(super) place: String,
    pub(super) frame: String,
    pub(super) chips: Vec<Chip>,
    pub(super) note: String,
    pub(super) security: String,
    pub(super) employees: u32,
}

pub(super) fn inbox(v: &Visitor) -> Vec<Inbox> {
    let call = |tone| Chip::new(tone, v.both("お電話", "Call"));
    vec![
        Inbox {
            class: "over",
            due: v.both("6月19日（木）", "Thu 19 June"),
            due_note: v.both("1営業日 超過", "1 business day over"),
            company: "有限会社 ひばり通商",
            number: "R00198",
            place: v.both("千代田区", "Chiyoda"),
            frame: v.both("小売・卸売", "Trade"),
            chips: vec![call(Tone::Bad)],
            note: v.both("2回不在　6/18, 6/19", "Absent twice: 18 and 19 June"),
            security: v.both("UTM・方針", "UTM, policy"),
            employees: 14,
        },
        Inbox {
            class: "today",
            due: v.both("6月20日（金）", "Fri 20 June"),
            due_note: v.both("きょう 17時", "Today, 17:00"),
            company: "株式会社 みどり町製作所",
            number: "R00214",
            place: v.both("大田区", "Ota"),
            frame: v.both("建設・製造", "Construction"),
            chips: vec![call(Tone::Warn)],
            note: String::new(),
            security: v.both("UTM・EDR・方針", "UTM, EDR, policy"),
            employees: 48,
        },
        Inbox {
            class: "today",
            due: v.both("6月20日（金）", "Fri 20 June"),
            due_note: v.both("きょう 17時", "Today, 17:00"),
            company: "あおば社会保険労務士事務所",
            number: "R00217",
            place: v.both("中央区", "Chuo"),
            frame: v.both("サービス・その他", "Services"),
            chips: vec![
                call(Tone::Warn),
                Chip::new(Tone::Mute, v.both("重複の疑い R00102", "Same as R00102?")),
            ],
            note: String::new(),
            security: v.both("方針なし", "No policy"),
            employees: 6,
        },
        Inbox {
            class: "",
            due: v.both("6月23日（月）", "Mon 23 June"),
            due_note: String::new(),
            company: "しののめ運送 株式会社",
            number: "R00221",
            place: v.both("江東区", "Koto"),
            frame: v.both("サービス・その他", "Services"),
            chips: vec![Chip::new(Tone::Info, v.both("体制の確認", "Security check"))],
            note: v.both("方針の写しを待っています", "Waiting for a copy of the policy"),
            security: "UTM".to_owned(),
            employees: 210,
        },
    ]
}
