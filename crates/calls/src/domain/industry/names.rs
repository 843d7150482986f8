//! Names of the classification: Japanese as published, English our own.

/// A division and the major groups in it.
pub(super) struct Division {
    pub(super) letter: char,
    pub(super) first: u8,
    pub(super) last: u8,
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
}

/// A group inside a major group.
pub(super) struct Group {
    pub(super) number: u16,
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
}

const fn division(letter: char, first: u8, last: u8, ja: &'static str, en: &'static str) -> Division {
    Division {
        letter,
        first,
        last,
        ja,
        en,
    }
}

const fn group(number: u16, ja: &'static str, en: &'static str) -> Group {
    Group { number, ja, en }
}

/// A–T.
pub(super) const DIVISIONS: [Division; 20] = [
    division('A', 1, 2, "農業，林業", "Agriculture and forestry"),
    division('B', 3, 4, "漁業", "Fisheries"),
    division(
        'C',
        5,
        5,
        "鉱業，採石業，砂利採取業",
        "Mining, quarrying and gravel digging",
    ),
    division('D', 6, 8, "建設業", "Construction"),
    division('E', 9, 32, "製造業", "Manufacturing"),
    division(
        'F',
        33,
        36,
        "電気・ガス・熱供給・水道業",
        "Electricity, gas, heat and water",
    ),
    division('G', 37, 41, "情報通信業", "Information and communications"),
    division('H', 42, 49, "運輸業，郵便業", "Transport and postal services"),
    division('I', 50, 61, "卸売業，小売業", "Wholesale and retail"),
    division('J', 62, 67, "金融業，保険業", "Finance and insurance"),
    division(
        'K',
        68,
        70,
        "不動産業，物品賃貸業",
        "Real estate, hire and leasing",
    ),
    division(
        'L',
        71,
        74,
        "学術研究，専門・技術サービス業",
        "Research, professional and technical services",
    ),
    division(
        'M',
        75,
        77,
        "宿泊業，飲食サービス業",
        "Accommodation, eating and drinking",
    ),
    division(
        'N',
        78,
        80,
        "生活関連サービス業，娯楽業",
        "Personal services and leisure",
    ),
    division('O', 81, 82, "教育，学習支援業", "Education and learning support"),
    division('P', 83, 85, "医療，福祉", "Medical care and welfare"),
    division('Q', 86, 87, "複合サービス事業", "Combined services"),
    division(
        'R',
        88,
        96,
        "サービス業（他に分類されないもの）",
        "Services not listed elsewhere",
    ),
    division(
        'S',
        97,
        98,
        "公務（他に分類されるものを除く）",
        "Public administration",
    ),
    division(
        'T',
        99,
        99,
        "分類不能の産業",
        "Industries that cannot be classified",
    ),
];

/// 01–99, in order.
pub(super) const MAJOR: [(&str, &str); 99] = [
    ("農業", "Agriculture"),
    ("林業", "Forestry"),
    ("漁業（水産養殖業を除く）", "Fishing, except fish farming"),
    ("水産養殖業", "Fish farming"),
    ("鉱業，採石業，砂利採取業", "Mining, quarrying and gravel digging"),
    ("総合工事業", "General construction"),
    (
        "職別工事業（設備工事業を除く）",
        "Specialist building trades, except installation",
    ),
    ("設備工事業", "Installation of building equipment"),
    ("食料品製造業", "Manufacture of food"),
    (
        "飲料・たばこ・飼料製造業",
        "Manufacture of drinks, tobacco and feed",
    ),
    ("繊維工業", "Textiles and clothing"),
    (
        "木材・木製品製造業（家具を除く）",
        "Manufacture of wood products, except furniture",
    ),
    ("家具・装備品製造業", "Manufacture of furniture and fittings"),
    (
        "パルプ・紙・紙加工品製造業",
        "Manufacture of pulp, paper and paper products",
    ),
    ("印刷・同関連業", "Printing and related work"),
    ("化学工業", "Chemicals"),
    (
        "石油製品・石炭製品製造業",
        "Manufacture of petroleum and coal products",
    ),
    (
        "プラスチック製品製造業（別掲を除く）",
        "Manufacture of plastic products not listed elsewhere",
    ),
    ("ゴム製品製造業", "Manufacture of rubber products"),
    (
        "なめし革・同製品・毛皮製造業",
        "Manufacture of leather, leather goods and fur",
    ),
    ("窯業・土石製品製造業", "Ceramics, glass, stone and clay products"),
    ("鉄鋼業", "Iron and steel"),
    ("非鉄金属製造業", "Manufacture of non-ferrous metals"),
    ("金属製品製造業", "Manufacture of metal products"),
    ("はん用機械器具製造業", "Manufacture of general-purpose machinery"),
    ("生産用機械器具製造業", "Manufacture of production machinery"),
    ("業務用機械器具製造業", "Manufacture of business machinery"),
    (
        "電子部品・デバイス・電子回路製造業",
        "Manufacture of electronic parts, devices and circuits",
    ),
    ("電気機械器具製造業", "Manufacture of electrical machinery"),
    (
        "情報通信機械器具製造業",
        "Manufacture of information and communication equipment",
    ),
    ("輸送用機械器具製造業", "Manufacture of transport equipment"),
    ("その他の製造業", "Other manufacturing"),
    ("電気業", "Electricity"),
    ("ガス業", "Gas"),
    ("熱供給業", "Heat supply"),
    ("水道業", "Water supply and sewerage"),
    ("通信業", "Telecommunications"),
    ("放送業", "Broadcasting"),
    ("情報サービス業", "Information services and software"),
    ("インターネット附随サービス業", "Internet services"),
    (
        "映像・音声・文字情報制作業",
        "Production of video, sound and text",
    ),
    ("鉄道業", "Railways"),
    ("道路旅客運送業", "Road passenger transport"),
    ("道路貨物運送業", "Road freight transport"),
    ("水運業", "Water transport"),
    ("航空運輸業", "Air transport"),
    ("倉庫業", "Warehousing"),
    ("運輸に附帯するサービス業", "Services around transport"),
    (
        "郵便業（信書便事業を含む）",
        "Postal services, including correspondence delivery",
    ),
    ("各種商品卸売業", "Wholesale of goods of all kinds"),
    ("繊維・衣服等卸売業", "Wholesale of textiles and clothing"),
    ("飲食料品卸売業", "Wholesale of food and drink"),
    (
        "建築材料，鉱物・金属材料等卸売業",
        "Wholesale of building materials, minerals and metals",
    ),
    ("機械器具卸売業", "Wholesale of machinery"),
    ("その他の卸売業", "Other wholesale"),
    ("各種商品小売業", "Retail of goods of all kinds"),
    (
        "織物・衣服・身の回り品小売業",
        "Retail of fabrics, clothing and accessories",
    ),
    ("飲食料品小売業", "Retail of food and drink"),
    ("機械器具小売業", "Retail of machinery and vehicles"),
    ("その他の小売業", "Other retail"),
    ("無店舗小売業", "Retail without a shop"),
    ("銀行業", "Banking"),
    ("協同組織金融業", "Co-operative finance"),
    (
        "貸金業，クレジットカード業等非預金信用機関",
        "Money lending, credit cards and other non-deposit credit",
    ),
    (
        "金融商品取引業，商品先物取引業",
        "Securities and commodity futures",
    ),
    ("補助的金融業等", "Services supporting finance"),
    (
        "保険業（保険媒介代理業，保険サービス業を含む）",
        "Insurance, with its agents and services",
    ),
    ("不動産取引業", "Buying and selling of real estate"),
    ("不動産賃貸業・管理業", "Letting and management of real estate"),
    ("物品賃貸業", "Hire and leasing of goods"),
    ("学術・開発研究機関", "Research and development"),
    (
        "専門サービス業（他に分類されないもの）",
        "Professional services not listed elsewhere",
    ),
    ("広告業", "Advertising"),
    (
        "技術サービス業（他に分類されないもの）",
        "Technical services not listed elsewhere",
    ),
    ("宿泊業", "Hotels and inns"),
    ("飲食店", "Restaurants and bars"),
    ("持ち帰り・配達飲食サービス業", "Take-away and delivered food"),
    (
        "洗濯・理容・美容・浴場業",
        "Laundry, hairdressing, beauty and baths",
    ),
    ("その他の生活関連サービス業", "Other personal services"),
    ("娯楽業", "Amusement and leisure"),
    ("学校教育", "Schools"),
    ("その他の教育，学習支援業", "Other education and learning support"),
    ("医療業", "Medical care"),
    ("保健衛生", "Public health"),
    (
        "社会保険・社会福祉・介護事業",
        "Social insurance, welfare and nursing care",
    ),
    ("郵便局", "Post offices"),
    (
        "協同組合（他に分類されないもの）",
        "Co-operatives not listed elsewhere",
    ),
    ("廃棄物処理業", "Waste disposal"),
    ("自動車整備業", "Car maintenance"),
    (
        "機械等修理業（別掲を除く）",
        "Machine repair not listed elsewhere",
    ),
    ("職業紹介・労働者派遣業", "Job placement and temporary staff"),
    ("その他の事業サービス業", "Other business services"),
    (
        "政治・経済・文化団体",
        "Political, economic and cultural organisations",
    ),
    ("宗教", "Religion"),
    ("その他のサービス業", "Other services"),
    ("外国公務", "Foreign governments and international bodies"),
    ("国家公務", "National government"),
    ("地方公務", "Local government"),
    ("分類不能の産業", "Industries that cannot be classified"),
];

/// Groups of the major groups that the SME Basic Act divides (41, 69, 79).
pub(super) const GROUPS: [Group; 20] = [
    group(
        410,
        "管理，補助的経済活動を行う事業所（映像・音声・文字情報制作業）",
        "Head offices and support (video, sound and text)",
    ),
    group(
        411,
        "映像情報制作・配給業",
        "Production and distribution of video",
    ),
    group(412, "音声情報制作業", "Production of sound"),
    group(413, "新聞業", "Newspapers"),
    group(414, "出版業", "Publishing"),
    group(415, "広告制作業", "Production of advertisements"),
    group(
        416,
        "映像・音声・文字情報制作に附帯するサービス業",
        "Services around the production of video, sound and text",
    ),
    group(
        690,
        "管理，補助的経済活動を行う事業所（不動産賃貸業・管理業）",
        "Head offices and support (letting and management)",
    ),
    group(
        691,
        "不動産賃貸業（貸家業，貸間業を除く）",
        "Letting of real estate, except dwellings",
    ),
    group(692, "貸家業，貸間業", "Letting of houses and rooms"),
    group(693, "駐車場業", "Car parks"),
    group(694, "不動産管理業", "Management of real estate"),
    group(
        790,
        "管理，補助的経済活動を行う事業所（その他の生活関連サービス業）",
        "Head offices and support (other personal services)",
    ),
    group(791, "旅行業", "Travel agencies"),
    group(792, "家事サービス業", "Domestic services"),
    group(793, "衣服裁縫修理業", "Sewing and mending of clothes"),
    group(794, "物品預り業", "Storage of belongings"),
    group(795, "火葬・墓地管理業", "Cremation and cemeteries"),
    group(796, "冠婚葬祭業", "Weddings and funerals"),
    group(
        799,
        "他に分類されない生活関連サービス業",
        "Personal services not listed elsewhere",
    ),
];
