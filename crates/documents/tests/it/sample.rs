//! A document with every kind of block, in the words of an invented call.

use documents::model::{
    Align, Block, Callout, Cell, Column, Document, Fact, Figure, Flow, FlowStep, Heading, Language,
    Paragraph, RichText, SignatureForm, SignatureLine, SignaturePart, Table, Tone,
};

/// The document.
pub(crate) fn everything() -> Document {
    let mut document = Document::new("商店街の情報セキュリティ相談事業", Language::Ja);
    document.subtitle = Some("募集要項".to_owned());
    document.issued = vec!["令和8年11月".to_owned(), "運営事務局".to_owned()];
    document.author = Some("見本市".to_owned());
    document.header = String::from("商店街の情報セキュリティ相談事業 募集要項");
    document.footer = String::from("見本市商工課");
    document.contents = true;
    document.blocks = [prose(), tables(), drawings(), annex()].concat();
    document
}

fn chapter(number: &str, title: &str) -> Block {
    Block::Heading(Heading {
        level: 1,
        number: Some(number.to_owned()),
        text: title.into(),
        anchor: Some(format!("chapter-{number}")),
        centred: false,
    })
}

fn prose() -> Vec<Block> {
    let rich = RichText::new()
        .plain("お申込みは")
        .bold("必ず本人")
        .plain("が、")
        .link("https://example.jp/apply", "https://example.jp/apply")
        .plain("から行ってください。電話番号は03-0000-0000、受付はDX推進課です。")
        .link("開いてはいけない", "javascript:alert(1)");
    vec![
        chapter("1", "事業の目的"),
        Block::paragraph(
            "社会におけるDX化が急速に進行していますが、髙橋・山﨑・塚本の各商店など、多くの店舗では「体制整備」が\
             追い付いていない状況です。①現状把握、②機器の点検、③教育を㈱見本が支援します（約7ヶ月間）。",
        ),
        Block::Paragraph(Paragraph { text: rich, align: Align::Start }),
        Block::Note { mark: "※".to_owned(), text: "定員になり次第、締め切ります。応募多数の場合は抽選により決定し、結果は全員にお知らせします。あらかじめご了承ください。".into() },
        Block::heading(2, "（１）申込方法"),
        Block::heading(3, "申込みの前に"),
        Block::heading(4, "細目"),
        Block::bullets(["一つ目の項目", "二つ目の項目。少し長い文で、行がどのように折り返されるかを確かめるための文章です。三行になるかもしれません。"]),
        Block::marked([
            ("（ア）", vec![Block::paragraph("税の滞納がないこと"), Block::paragraph("ただし、猶予を受けた場合を除く。")]),
            ("（イ）", vec![Block::marked([("①", vec![Block::paragraph("入れ子の一")]), ("②", vec![Block::paragraph("入れ子の二")])])]),
        ]),
        Block::Callout(Callout {
            tone: Tone::Attention,
            title: Some("締切".into()),
            blocks: vec![Block::paragraph("令和8年12月25日（金） 17時00分")],
        }),
        Block::Facts { facts: vec![Fact::new("参加費用", "無料"), Fact::new("会場", "見本会館 6F\n〒000-0000 見本市中央1-2-3")] },
        Block::Paragraph(Paragraph { text: "中央に置く文".into(), align: Align::Centre }),
    ]
}

fn tables() -> Vec<Block> {
    let frame = |name: &str, rows: u32| Cell::new(name).header().over_rows(rows);
    let mut rows = vec![
        vec![
            frame("小売・卸売枠", 2),
            Cell::new("10社程度").over_rows(2),
            Cell::new("小売業"),
        ],
        vec![Cell::new("卸売業")],
    ];
    let count = 40;
    rows.push(vec![
        frame("その他枠", count),
        Cell::new("20社程度").over_rows(count),
        Cell::new("業種 1"),
    ]);
    rows.extend((2..=count).map(|number| vec![Cell::new(format!("業種 {number}"))]));
    vec![
        chapter("2", "募集企業"),
        Block::Table(Table {
            caption: Some("募集枠".into()),
            columns: vec![
                Column::new("枠", 2.0),
                Column::new("社数", 1.0).centred(),
                Column::new("対象業種", 3.0),
            ],
            header: true,
            rows,
            beside: 1,
        }),
    ]
}

fn drawings() -> Vec<Block> {
    let titles = [
        "説明会参加",
        "事業申込み",
        "運営事務局からの連絡",
        "応募締切",
        "申込結果の連絡",
        "各種同意書の提出",
        "参加確定",
    ];
    let steps = titles
        .iter()
        .enumerate()
        .map(|(index, title)| FlowStep {
            label: Some(format!("Step{index}")),
            title: (*title).to_owned(),
            note: (index == 2).then(|| "3営業日以内".to_owned()),
        })
        .collect();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 60\"><rect x=\"80\" y=\"10\" width=\"200\" \
               height=\"20\" fill=\"#0017c1\"/><text x=\"4\" y=\"26\" font-size=\"14\" font-family=\"sans-serif\">\
               図の文字</text></svg>";
    vec![
        chapter("3", "お申込みの流れ"),
        Block::Flow(Flow { steps }),
        Block::Figure(Figure {
            svg: svg.to_owned(),
            narrow: None,
            alt: "申込みの数を示す棒グラフ".to_owned(),
            caption: Some("申込みの数".into()),
        }),
    ]
}

fn annex() -> Vec<Block> {
    let line = |label: &str, value: Option<&str>, seal: Option<&str>| SignatureLine {
        label: label.to_owned(),
        value: value.map(str::to_owned),
        seal: seal.map(str::to_owned),
    };
    vec![
        Block::PageBreak,
        Block::Heading(Heading {
            level: 1,
            number: None,
            text: "参加同意書".into(),
            anchor: None,
            centred: true,
        }),
        Block::paragraph("私／当社は、以下の事項について同意します。"),
        Block::Signatures(SignatureForm {
            date: Some("令和　　年　　月　　日".to_owned()),
            parts: vec![
                SignaturePart {
                    title: "＜企業同意部分＞".to_owned(),
                    lines: vec![
                        line("企業名", Some("株式会社見本商店"), None),
                        line("企業所在地", None, None),
                        line("代表者氏名", None, Some("社印")),
                    ],
                },
                SignaturePart {
                    title: "＜参加者同意部分＞".to_owned(),
                    lines: vec![line("参加者氏名", None, Some("本人印"))],
                },
            ],
        }),
    ]
}

/// Every text that a reader of the document must find.
pub(crate) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "商店街の情報セキュリティ相談事業",
        "募集要項",
        "令和8年11月",
        "運営事務局",
        "見本市商工課",
        "目次",
        "事業の目的",
        "髙橋・山﨑・塚本の各商店など",
        "①現状把握、②機器の点検、③教育を㈱見本が支援します（約7ヶ月間）。",
        "お申込みは必ず本人が、https://example.jp/applyから行ってください。電話番号は03-0000-0000、受付はDX推進課です。",
        "開いてはいけない",
        "※定員になり次第、締め切ります。",
        "（１）申込方法",
        "申込みの前に",
        "細目",
        "二つ目の項目。少し長い文で、行がどのように折り返されるかを確かめるための文章です。",
        "（ア）",
        "ただし、猶予を受けた場合を除く。",
        "入れ子の二",
        "締切",
        "令和8年12月25日（金）17時00分",
        "見本会館6F",
        "〒000-0000見本市中央1-2-3",
        "中央に置く文",
        "小売・卸売枠",
        "20社程度",
        "業種40",
        "Step6",
        "運営事務局からの連絡",
        "3営業日以内",
        "申込みの数",
        "参加同意書",
        "令和年月日",
        "＜企業同意部分＞",
        "株式会社見本商店",
        "企業所在地",
        "社印",
        "本人印",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend((1..=40).map(|number| format!("業種{number}")));
    texts
}

/// The text without white space, which layout may add and take.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .collect()
}
