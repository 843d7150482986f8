//! What the invented world consists of: countries, sites, applications, signatures, programs, people, mails.
//! Every name is made up; lists are in order of frequency.

/// A country as the vendors write it.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// Two letters.
    pub code: &'static str,
    /// Three letters.
    pub long_code: &'static str,
    /// In words.
    pub name: &'static str,
}

const fn country(code: &'static str, long_code: &'static str, name: &'static str) -> Country {
    Country {
        code,
        long_code,
        name,
    }
}

/// Countries; [`HOME`] is the first.
pub(super) static COUNTRIES: [Country; 16] = [
    country("JP", "JPN", "Japan"),
    country("US", "USA", "United States"),
    country("NL", "NLD", "Netherlands"),
    country("DE", "DEU", "Germany"),
    country("SG", "SGP", "Singapore"),
    country("GB", "GBR", "United Kingdom"),
    country("CN", "CHN", "China"),
    country("RU", "RUS", "Russian Federation"),
    country("BR", "BRA", "Brazil"),
    country("IN", "IND", "India"),
    country("KR", "KOR", "Korea, Republic of"),
    country("VN", "VNM", "Viet Nam"),
    country("BG", "BGR", "Bulgaria"),
    country("RO", "ROU", "Romania"),
    country("ID", "IDN", "Indonesia"),
    country("SC", "SYC", "Seychelles"),
];

/// Where the companies are.
pub(super) const HOME: usize = 0;

/// An application as application control names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Application {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// Category.
    pub category: &'static str,
    /// Name of the service in traffic logs.
    pub service: &'static str,
    /// Port of the destination.
    pub port: u16,
    /// Whether it runs over UDP.
    pub udp: bool,
    /// 1 (least) to 5.
    pub risk: u8,
}

const fn tcp(
    id: u32,
    name: &'static str,
    category: &'static str,
    service: &'static str,
    port: u16,
    risk: u8,
) -> Application {
    Application {
        id,
        name,
        category,
        service,
        port,
        udp: false,
        risk,
    }
}

const fn udp(
    id: u32,
    name: &'static str,
    category: &'static str,
    service: &'static str,
    port: u16,
    risk: u8,
) -> Application {
    Application {
        id,
        name,
        category,
        service,
        port,
        udp: true,
        risk,
    }
}

/// Applications that people and machines use.
pub(super) static APPLICATIONS: [Application; 20] = [
    tcp(40568, "HTTPS.BROWSER", "Web.Client", "HTTPS", 443, 3),
    udp(16195, "DNS", "Network.Service", "DNS", 53, 2),
    udp(40169, "QUIC", "Network.Service", "udp/443", 443, 2),
    tcp(15893, "HTTP.BROWSER", "Web.Client", "HTTP", 80, 3),
    tcp(51001, "Aozora.Mail", "Email", "HTTPS", 443, 2),
    tcp(51002, "Hibari.Drive", "Storage.Backup", "HTTPS", 443, 3),
    udp(51003, "Kaigi.Meeting", "Video/Audio", "udp/3478", 3478, 2),
    tcp(51004, "Tsubame.Chat", "Collaboration", "HTTPS", 443, 2),
    udp(16270, "NTP", "Network.Service", "NTP", 123, 1),
    tcp(51005, "Yamabiko.Update", "Update", "HTTPS", 443, 1),
    tcp(51006, "Kakehashi.Accounting", "Business", "HTTPS", 443, 2),
    tcp(16072, "IMAPS", "Email", "IMAPS", 993, 2),
    tcp(16091, "SMTPS", "Email", "SMTPS", 465, 2),
    tcp(51007, "Momiji.Video", "Video/Audio", "HTTPS", 443, 3),
    tcp(51008, "Suzume.Social", "Social.Media", "HTTPS", 443, 3),
    tcp(16001, "SMB", "Network.Service", "SMB", 445, 3),
    tcp(16060, "SSH", "Network.Service", "SSH", 22, 3),
    tcp(51009, "Kumonosu.Proxy", "Proxy", "HTTPS", 443, 5),
    tcp(51010, "Iwana.P2P", "P2P", "tcp/6881", 6881, 4),
    tcp(51011, "Tanuki.Remote", "Remote.Access", "tcp/5938", 5938, 4),
];

/// Applications that a policy forbids: the last three.
pub(super) const FORBIDDEN_APPLICATIONS: std::ops::Range<usize> = 17..20;
/// The web over TLS.
pub(super) const HTTPS: usize = 0;
/// Names.
pub(super) const DNS: usize = 1;
/// The web in the open.
pub(super) const HTTP: usize = 3;
/// Mail that arrives.
pub(super) static SMTP: Application = tcp(16089, "SMTP", "Email", "SMTP", 25, 2);
/// The portal for people outside.
pub(super) static PORTAL: Application = tcp(16200, "SSL.VPN", "Network.Service", "tcp/10443", 10443, 2);
/// What knocks from outside: ports that scanners like, most liked first.
pub(super) static KNOCKS: [Application; 14] = [
    tcp(0, "unknown", "unknown", "TELNET", 23, 3),
    tcp(0, "unknown", "unknown", "SMB", 445, 3),
    tcp(0, "unknown", "unknown", "SSH", 22, 3),
    tcp(0, "unknown", "unknown", "RDP", 3389, 3),
    tcp(0, "unknown", "unknown", "tcp/8080", 8080, 3),
    tcp(0, "unknown", "unknown", "HTTPS", 443, 3),
    tcp(0, "unknown", "unknown", "HTTP", 80, 3),
    udp(0, "unknown", "unknown", "SIP", 5060, 3),
    tcp(0, "unknown", "unknown", "tcp/6379", 6379, 3),
    tcp(0, "unknown", "unknown", "MS-SQL", 1433, 3),
    tcp(0, "unknown", "unknown", "tcp/5555", 5555, 3),
    udp(0, "unknown", "unknown", "SNMP", 161, 3),
    tcp(0, "unknown", "unknown", "tcp/2375", 2375, 3),
    tcp(0, "unknown", "unknown", "FTP", 21, 3),
];

/// A port that has no name.
pub(super) static NAMELESS: Application = tcp(0, "unknown", "unknown", "", 0, 3);

/// A site of the web.
#[derive(Debug, PartialEq, Eq)]
pub struct Site {
    /// Its domain; hosts of it carry a name before it.
    pub domain: &'static str,
    /// What the appliance takes it for.
    pub category: &'static str,
    /// The vendor's number of the category.
    pub category_id: u16,
    /// Index of its country.
    pub country: u8,
}

const fn site(domain: &'static str, category: &'static str, category_id: u16, country: u8) -> Site {
    Site {
        domain,
        category,
        category_id,
        country,
    }
}

/// Sites that may be visited.
pub(super) static SITES: [Site; 40] = [
    site("aozora-mail.example", "Web-based Email", 23, 0),
    site("sagasu.example", "Search Engines and Portals", 41, 0),
    site("hibari-drive.example", "File Sharing and Storage", 24, 1),
    site("kumo-office.example", "Business", 49, 1),
    site("yamabiko-update.example", "Information Technology", 52, 1),
    site("content-hako.example", "Content Servers", 85, 1),
    site("koukoku-net.example", "Advertising", 17, 1),
    site("keisoku.example", "Information Technology", 52, 1),
    site("kakehashi-kaikei.example", "Finance and Banking", 31, 0),
    site("nippo-shimbun.example", "News and Media", 36, 0),
    site("tsubame-chat.example", "Instant Messaging", 46, 1),
    site("kaigi-room.example", "Online Meeting", 96, 4),
    site("ginkou-madoguchi.example", "Finance and Banking", 31, 0),
    site("tenki-yohou.example", "News and Media", 36, 0),
    site("momiji-video.example", "Streaming Media and Download", 25, 1),
    site("suzume-social.example", "Social Networking", 37, 1),
    site("norikae.example", "Travel", 33, 0),
    site("zairyou-shouji.example", "Business", 49, 0),
    site("takuhai-annai.example", "Business", 49, 0),
    site("font-tana.example", "Content Servers", 85, 3),
    site("kensetsu-shizai.example", "Business", 49, 0),
    site("kikai-buhin.example", "Shopping", 42, 0),
    site("jisho.example", "Reference", 30, 0),
    site("roumu-soudan.example", "Business", 49, 0),
    site("sozai-photo.example", "Web Hosting", 81, 3),
    site("kouji-nippou.example", "Business", 49, 0),
    site("denshi-keiyaku.example", "Business", 49, 0),
    site("map-annai.example", "Information Technology", 52, 1),
    site("ryokan-yoyaku.example", "Travel", 33, 0),
    site("shokuhin-oroshi.example", "Business", 49, 0),
    site("ringyou.example", "Government and Legal Organizations", 43, 0),
    site(
        "chusho-shien.example.jp",
        "Government and Legal Organizations",
        43,
        0,
    ),
    site("kenkou-hoken.example", "Health and Wellness", 34, 0),
    site("open-source-ki.example", "Information Technology", 52, 1),
    site("hon-ya.example", "Shopping", 42, 0),
    site("yakyuu-sokuhou.example", "Sports", 19, 0),
    site("ryouri-memo.example", "Restaurant and Dining", 54, 0),
    site("insatsu-bin.example", "Business", 49, 0),
    site("camera-techou.example", "Shopping", 42, 5),
    site("kumikomi.example", "Information Technology", 52, 3),
];

/// Sites that a policy stops.
pub(super) static FORBIDDEN_SITES: [Site; 10] = [
    site("kake-gotoshi.example", "Gambling", 11, 15),
    site("okashi-na-atari.example", "Phishing", 61, 7),
    site("muryou-eiga.example", "Peer-to-peer File Sharing", 72, 12),
    site("kage-proxy.example", "Proxy Avoidance", 59, 2),
    site("warui-koukoku.example", "Malicious Websites", 26, 7),
    site("atarashii-domain.example", "Newly Registered Domain", 91, 1),
    site("otona.example", "Pornography", 14, 1),
    site("game-heya.example", "Games", 20, 10),
    site("nisemono-brand.example", "Spam URLs", 86, 6),
    site("tanjun-shuukan.example", "Dating", 8, 1),
];

/// Sites from which malicious programs come.
pub(super) static BAD_SITES: [Site; 4] = [
    site("seikyuusho-dl.example", "Malicious Websites", 26, 7),
    site("haisou-tsuuchi.example", "Malicious Websites", 26, 12),
    site("koushin-tool.example", "Malicious Websites", 26, 13),
    site("shashin-zip.example", "Malicious Websites", 26, 2),
];

/// A signature of intrusion prevention.
#[derive(Debug, PartialEq, Eq)]
pub struct Signature {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// Kind of attack.
    pub category: &'static str,
    /// OCSF's severity: 2 low to 5 critical.
    pub severity: u8,
    /// Port that it is met on.
    pub port: u16,
}

const fn signature(
    id: u32,
    name: &'static str,
    category: &'static str,
    severity: u8,
    port: u16,
) -> Signature {
    Signature {
        id,
        name,
        category,
        severity,
        port,
    }
}

/// Signatures that are met every week.
pub(super) static SIGNATURES: [Signature; 14] = [
    signature(60_101, "HTTP.URI.Path.Traversal", "Web Attack", 3, 80),
    signature(
        60_102,
        "Router.Setup.Page.Command.Injection",
        "Command Injection",
        5,
        80,
    ),
    signature(60_103, "SQL.Injection.Login.Form", "SQL Injection", 4, 443),
    signature(60_104, "SSH.Many.Sign-Ins", "Brute Force", 3, 22),
    signature(60_105, "Web.Shell.Upload.Attempt", "Code Execution", 5, 443),
    signature(
        60_106,
        "Port.Scanner.Banner.Grab",
        "Information Disclosure",
        2,
        8080,
    ),
    signature(
        60_107,
        "Logging.Library.Lookup.Code.Execution",
        "Code Execution",
        5,
        443,
    ),
    signature(60_108, "SMB.Old.Dialect.Negotiation", "Protocol Anomaly", 3, 445),
    signature(
        60_109,
        "Remote.Desktop.Channel.Overflow",
        "Buffer Overflow",
        5,
        3389,
    ),
    signature(
        60_110,
        "Environment.File.Disclosure",
        "Information Disclosure",
        3,
        80,
    ),
    signature(60_111, "VPN.Portal.File.Read", "Information Disclosure", 4, 10443),
    signature(60_112, "XML.External.Entity", "Web Attack", 3, 443),
    signature(60_113, "Camera.Default.Password", "Brute Force", 4, 8080),
    signature(60_114, "SIP.Register.Flood", "Denial of Service", 2, 5060),
];

/// Signatures that only a planted attack meets.
pub(super) static NEW_SIGNATURES: [Signature; 4] = [
    signature(
        61_901,
        "Groupware.Calendar.Deserialization",
        "Code Execution",
        5,
        443,
    ),
    signature(
        61_902,
        "NAS.Photo.Module.Command.Injection",
        "Command Injection",
        5,
        443,
    ),
    signature(61_903, "Print.Server.Path.Confusion", "Code Execution", 4, 443),
    signature(61_904, "Mail.Gateway.Header.Overflow", "Buffer Overflow", 5, 25),
];

/// Floods and scans.
pub(super) static FLOODS: [Signature; 4] = [
    signature(100_663_396, "tcp_port_scan", "Anomaly", 3, 0),
    signature(100_663_395, "tcp_syn_flood", "Anomaly", 5, 443),
    signature(285_212_772, "udp_flood", "Anomaly", 5, 0),
    signature(16_777_316, "icmp_flood", "Anomaly", 4, 0),
];

/// A malicious program.
#[derive(Debug, PartialEq, Eq)]
pub struct Malware {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// Name of the file that it comes in.
    pub file: &'static str,
}

const fn malware(id: u32, name: &'static str, file: &'static str) -> Malware {
    Malware { id, name, file }
}

/// Programs that are met in everyday life, always stopped.
pub(super) static MALWARE: [Malware; 6] = [
    malware(810_001, "JS/Utsubo.A!tr.dldr", "請求書 2026年.js"),
    malware(810_002, "VBA/Mukade.C!tr", "見積依頼.xlsm"),
    malware(810_003, "PDF/Nisemono.B!phish", "ご利用明細.pdf"),
    malware(810_004, "W32/Tokage.D!tr", "setup_viewer.exe"),
    malware(810_005, "HTML/Hagaki.A!phish", "配送のお知らせ.html"),
    malware(810_006, "W64/Semi.K!tr", "driver update (2).zip"),
];

/// Programs that only a planted attack brings.
pub(super) static PLANTED_MALWARE: [Malware; 3] = [
    malware(819_001, "W64/Kagerou.A!tr.bdr", "図面 \"最終版\".scr"),
    malware(819_002, "MSIL/Orochi.B!tr.spy", "kyuuyo meisai.exe"),
    malware(819_003, "W64/Yamata.E!tr", "会議資料.iso"),
];

/// A rule of the packet filter.
#[derive(Debug, PartialEq, Eq)]
pub struct Policy {
    /// Number; 0 is the rule that stops what no other rule lets through.
    pub id: u16,
    /// Name.
    pub name: &'static str,
}

const fn policy(id: u16, name: &'static str) -> Policy {
    Policy { id, name }
}

/// Outward.
pub(super) static OUTWARD: Policy = policy(1, "社内から外へ");
/// From outside to what is offered.
pub(super) static INWARD: Policy = policy(4, "mail & portal (from outside)");
/// Between the rooms of a company.
pub(super) static WITHIN: Policy = policy(7, "事務所 → 工場");
/// What no rule lets through.
pub(super) static IMPLICIT: Policy = policy(0, "implicit deny");
/// What is forbidden outward.
pub(super) static FORBIDDEN: Policy = policy(2, "業務外アプリ禁止");

/// People who sign in; the names say nothing of anybody.
pub(super) static PEOPLE: [&str; 24] = [
    "a.minamino",
    "k.tsukishiro",
    "h.aogiri",
    "m.kusabue",
    "s.hanazato",
    "t.isogai-m",
    "y.otowa",
    "r.kiritani",
    "n.shirakaba",
    "e.yukimori",
    "d.asahina-k",
    "u.fujikake",
    "i.murasame",
    "o.tachibana-s",
    "z.kogarashi",
    "c.hinatsuki",
    "b.narumi-y",
    "f.izumiya",
    "g.kazahaya",
    "j.mikoshiba",
    "l.tokiwa",
    "p.wakakusa",
    "q.sazanami",
    "v.hoshimiya",
];

/// The account of the administrator.
pub(super) const ADMINISTRATOR: &str = "kanri";

/// A mail that arrives.
#[derive(Debug, PartialEq, Eq)]
pub struct Letter {
    /// Sender.
    pub from: &'static str,
    /// Subject.
    pub subject: &'static str,
}

const fn letter(from: &'static str, subject: &'static str) -> Letter {
    Letter { from, subject }
}

/// Mails that the filter stops or marks.
pub(super) static LETTERS: [Letter; 8] = [
    letter(
        "info@nisemono-brand.example",
        "【重要】アカウントの確認をお願いします",
    ),
    letter(
        "billing@seikyuusho-dl.example",
        "Invoice 2026-10 \"final notice\"",
    ),
    letter(
        "no-reply@haisou-tsuuchi.example",
        "お荷物をお届けできませんでした",
    ),
    letter("ceo@zairyou-shouji.example", "至急：お振込先の変更について"),
    letter(
        "prize@okashi-na-atari.example",
        "You have won; reply within 24 hours",
    ),
    letter("support@kumo-office.example", "Your mailbox is 99% full"),
    letter("news@kake-gotoshi.example", "今だけ 100% ボーナス"),
    letter("scan@fukugouki.example.jp", "Scanned image from MFP-2"),
];

/// Settings that are changed, with what is written about it.
pub(super) static CHANGES: [(&str, &str); 5] = [
    ("firewall.policy", "Edit firewall.policy 4"),
    ("system.interface", "Edit system.interface wan1"),
    ("firewall.address", "Add firewall.address 新しいNAS"),
    ("webfilter.profile", "Edit webfilter.profile 社内標準"),
    ("system.admin", "Edit system.admin kanri"),
];

/// What browsers call themselves.
pub(super) static BROWSERS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    "Yamabiko-Update-Agent/10.0",
];
