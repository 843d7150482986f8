//! Countries and kinds of web sites as firewalls write them, in the reader's words.
//!
//! A country has the message `country-…` of its two letters. Each maker sorts web sites under names of its own; what
//! stands in no table keeps the name that the appliance gave it.

use super::voice::Voice;

/// The message (`web-category-…`), then the makers' names for it, folded.
const CATEGORIES: &[(&str, &str)] = &[
    (
        "phishing",
        "phishing phishingandfraud phishingandfrauds phishingfraud",
    ),
    (
        "malware",
        "malware maliciouswebsites malicioussites malicious malicioussourcesmalnets spywareandmalware malwaresites",
    ),
    (
        "command-and-control",
        "commandandcontrol botnetcandc botnets botnet",
    ),
    (
        "new-domain",
        "newlyregistereddomain newlyregistereddomains newlyobserveddomain newlyobserveddomains newlyregisteredwebsites newlyseendomains",
    ),
    ("spam", "spamurls spam spamsites"),
    (
        "grayware",
        "grayware potentiallyunwantedprograms pua spywareandadware adware",
    ),
    ("hacking", "hacking hacktools"),
    (
        "proxy",
        "proxyavoidance proxyavoidanceandanonymizers anonymizers proxyanonymizer anonymizer anonymizersutilities proxiesandtranslators",
    ),
    ("dynamic-dns", "dynamicdns"),
    ("ransomware", "ransomware"),
    ("suspicious", "suspicious suspiciouscontent highrisk questionable"),
    (
        "compromised",
        "compromisedwebsite compromisedwebsites compromisedsites",
    ),
    ("parked", "parked parkeddomains parkeddomain placeholders"),
    ("unknown", "unknown unrated uncategorized notresolved none"),
    ("gambling", "gambling"),
    (
        "adult",
        "adult pornography nudity nudityandrisque adultmaturecontent sexuallyexplicit othersadultmaterials nudepornography sex",
    ),
    ("dating", "dating personalsanddating"),
    ("games", "games onlinegames game"),
    ("social", "socialnetworking socialnetworks socialmedia"),
    (
        "streaming",
        "streamingmedia streamingmediaanddownload streamingmediaanddownloads videostreaming audiovideoclips musicandaudio music",
    ),
    (
        "file-sharing",
        "filesharingandstorage onlinestorageandbackup filesharing cloudstorage filestoragesharing personalnetworkstorage",
    ),
    (
        "peer-to-peer",
        "peertopeerfilesharing peertopeer p2p peertopeertorrents",
    ),
    (
        "piracy",
        "copyrightinfringement piracyandcopyrighttheft illegaldownloads illegalsoftware",
    ),
    ("drugs", "drugs drugabuse abuseddrugs illegaldrugs marijuana"),
    ("alcohol", "alcoholandtobacco alcohol tobacco"),
    ("weapons", "weapons weaponssales"),
    (
        "violence",
        "violence explicitviolence extremism extremistgroups hateandracism terrorism discrimination violencehateracism",
    ),
    (
        "crime",
        "criminalactivity illegalorunethical illegal questionablelegality illegalquestionable scam fraud",
    ),
    (
        "advertising",
        "advertising advertisements webadvertisements webadsanalytics ads",
    ),
    (
        "shopping",
        "shopping onlineshopping auctions auction shoppingandauction",
    ),
    ("mail", "webbasedemail email webmail webbasedmail"),
    (
        "chat",
        "instantmessaging internetcommunicationsandtelephony webchat chat chatim internettelephony",
    ),
    (
        "remote-access",
        "remoteaccess remoteaccesstools remoteaccessandsupport",
    ),
    (
        "crypto",
        "cryptocurrency cryptomining cryptomininganddigitalassets",
    ),
    (
        "hosting",
        "webhosting contentservers contentdeliverynetworks personalwebsitesandblogs personalsitesandblogs",
    ),
    ("search", "searchengines searchenginesandportals internetportals"),
    ("news", "news newsandmedia"),
    ("sports", "sports"),
    ("travel", "travel"),
    (
        "finance",
        "financeandbanking financialservices stockadviceandtools brokerageandtrading",
    ),
    (
        "entertainment",
        "entertainment entertainmentandarts artsandculture entertainmentarts",
    ),
    (
        "artificial-intelligence",
        "artificialintelligence generativeai artificialintelligencetechnology aicontentgeneration",
    ),
    (
        "downloads",
        "freewareandsoftwaredownloads sharewareandfreeware softwaredownloads downloads freewaresharewaresites",
    ),
    (
        "technology",
        "informationtechnology computerandinternetinfo technologyinternet computersandinternet",
    ),
    ("business", "business businessandeconomy businesseconomy"),
    ("health", "healthandwellness healthandmedicine health"),
    (
        "government",
        "governmentandlegalorganizations government governmentlegal",
    ),
    ("reference", "reference referenceandresearch"),
    ("restaurants", "restaurantanddining restaurantsdiningfood"),
    ("meetings", "onlinemeeting onlinemeetings webconferencing"),
];

/// A country in the reader's words, however it is written: figures of old hold the makers' names.
pub(super) fn country(name: &str, voice: Voice) -> String {
    firewall_logs::country_code(name).map_or_else(
        || name.to_owned(),
        |code| voice.say(&format!("country-{}", code.to_ascii_lowercase())),
    )
}

/// A kind of web sites in the reader's words.
pub(super) fn category(name: &str, voice: Voice) -> String {
    let folded = fold(name);
    let mut rows = CATEGORIES.iter();
    let known = rows.find(|(_, names)| names.split(' ').any(|name| name == folded));
    known.map_or_else(
        || name.to_owned(),
        |(key, _)| voice.say(&format!("web-category-{key}")),
    )
}

/// Letters and digits alone, small: "newly-registered-domain" and "Newly Registered Domain" are one.
fn fold(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use platform::text::Language;

    use super::*;

    #[test]
    fn makers_names_become_the_readers() {
        let (ja, en) = (Voice::new(Language::Ja), Voice::new(Language::En));
        for (written, japanese, english) in [
            ("Russian Federation", "ロシア", "Russia"),
            ("RU", "ロシア", "Russia"),
            ("RUS", "ロシア", "Russia"),
            ("Korea, Republic of", "韓国", "South Korea"),
            ("Viet Nam", "ベトナム", "Vietnam"),
            ("Netherlands", "オランダ", "Netherlands"),
            ("Reserved", "Reserved", "Reserved"),
            ("", "", ""),
        ] {
            assert_eq!(country(written, ja), japanese);
            assert_eq!(country(written, en), english);
        }
        for (written, japanese) in [
            ("newly-registered-domain", "登録されたばかりのドメイン"),
            ("Newly Registered Domain", "登録されたばかりのドメイン"),
            ("Malicious Websites", "ウイルスなどを配るサイト"),
            ("command-and-control", "攻撃者の指令サーバー"),
            ("社内で決めた分類", "社内で決めた分類"),
        ] {
            assert_eq!(category(written, ja), japanese);
        }
    }

    #[test]
    fn every_row_has_words() {
        for language in [Language::Ja, Language::En] {
            let words = Voice::new(language).words();
            let mut codes = firewall_logs::country_codes();
            assert!(codes.all(|code| words.has(&format!("country-{}", code.to_ascii_lowercase()))));
            assert!(
                CATEGORIES
                    .iter()
                    .all(|(key, _)| words.has(&format!("web-category-{key}")))
            );
        }
    }
}
