//! Countries and kinds of web sites as firewalls write them, in the reader's words.
//!
//! Makers write a country as two or three letters or in ISO's English, and each sorts web sites under names of its own.
//! What stands in no table keeps the name that the appliance gave it.

use super::voice::Voice;

/// Two letters (the message is `country-…`), then other ways to write it, folded.
const COUNTRIES: &[(&str, &str)] = &[
    ("ad", "and andorra"),
    ("ae", "are unitedarabemirates uae"),
    ("af", "afg afghanistan"),
    ("ag", "atg antiguabarbuda antiguaandbarbuda"),
    ("ai", "aia anguilla"),
    ("al", "alb albania"),
    ("am", "arm armenia"),
    ("ao", "ago angola"),
    ("aq", "ata antarctica"),
    ("ar", "arg argentina"),
    ("as", "asm americansamoa samoaamerican"),
    ("at", "aut austria"),
    ("au", "aus australia"),
    ("aw", "abw aruba"),
    ("ax", "ala alandislands landislands"),
    ("az", "aze azerbaijan"),
    ("ba", "bih bosniaherzegovina bosniaandherzegovina"),
    ("bb", "brb barbados"),
    ("bd", "bgd bangladesh"),
    ("be", "bel belgium"),
    ("bf", "bfa burkinafaso"),
    ("bg", "bgr bulgaria"),
    ("bh", "bhr bahrain"),
    ("bi", "bdi burundi"),
    ("bj", "ben benin"),
    ("bl", "blm stbarthelemy stbarthlemy saintbarthelemy"),
    ("bm", "bmu bermuda"),
    ("bn", "brn brunei bruneidarussalam"),
    ("bo", "bol bolivia boliviaplurinationalstateof"),
    ("bq", "bes caribbeannetherlands caribbeannl"),
    ("br", "bra brazil"),
    ("bs", "bhs bahamas bahamasthe"),
    ("bt", "btn bhutan"),
    ("bv", "bvt bouvetisland"),
    ("bw", "bwa botswana"),
    ("by", "blr belarus"),
    ("bz", "blz belize"),
    ("ca", "can canada"),
    ("cc", "cck cocoskeelingislands"),
    (
        "cd",
        "cod congokinshasa drcongo congodemrep congothedemocraticrepublicofthe congodemocraticrepublicofthe democraticrepublicofthecongo",
    ),
    ("cf", "caf centralafricanrepublic centralafricanrep"),
    ("cg", "cog congobrazzaville republicofthecongo congorep congo"),
    ("ch", "che switzerland"),
    ("ci", "civ cotedivoire ctedivoire ivorycoast"),
    ("ck", "cok cookislands"),
    ("cl", "chl chile"),
    ("cm", "cmr cameroon"),
    ("cn", "chn china"),
    ("co", "col colombia"),
    ("cr", "cri costarica"),
    ("cu", "cub cuba"),
    ("cv", "cpv capeverde caboverde"),
    ("cw", "cuw curacao curaao"),
    ("cx", "cxr christmasisland"),
    ("cy", "cyp cyprus"),
    ("cz", "cze czechia czechrepublic"),
    ("de", "deu germany"),
    ("dj", "dji djibouti"),
    ("dk", "dnk denmark"),
    ("dm", "dma dominica"),
    ("do", "dom dominicanrepublic"),
    ("dz", "dza algeria"),
    ("ec", "ecu ecuador"),
    ("ee", "est estonia"),
    ("eg", "egy egypt"),
    ("eh", "esh westernsahara"),
    ("er", "eri eritrea"),
    ("es", "esp spain"),
    ("et", "eth ethiopia"),
    ("fi", "fin finland"),
    ("fj", "fji fiji"),
    ("fk", "flk falklandislands falklandislandsmalvinas"),
    ("fm", "fsm micronesia micronesiafederatedstatesof"),
    ("fo", "fro faroeislands"),
    ("fr", "fra france"),
    ("ga", "gab gabon"),
    (
        "gb",
        "gbr unitedkingdom britainuk unitedkingdomofgreatbritainandnorthernireland greatbritain uk",
    ),
    ("gd", "grd grenada"),
    ("ge", "geo georgia"),
    ("gf", "guf frenchguiana"),
    ("gg", "ggy guernsey"),
    ("gh", "gha ghana"),
    ("gi", "gib gibraltar"),
    ("gl", "grl greenland"),
    ("gm", "gmb gambia gambiathe"),
    ("gn", "gin guinea"),
    ("gp", "glp guadeloupe"),
    ("gq", "gnq equatorialguinea"),
    ("gr", "grc greece"),
    (
        "gs",
        "sgs southgeorgiasouthsandwichislands southgeorgiathesouthsandwichislands",
    ),
    ("gt", "gtm guatemala"),
    ("gu", "gum guam"),
    ("gw", "gnb guineabissau"),
    ("gy", "guy guyana"),
    ("hk", "hkg hongkongsarchina hongkong"),
    ("hm", "hmd heardmcdonaldislands heardislandmcdonaldislands"),
    ("hn", "hnd honduras"),
    ("hr", "hrv croatia"),
    ("ht", "hti haiti"),
    ("hu", "hun hungary"),
    ("id", "idn indonesia"),
    ("ie", "irl ireland"),
    ("il", "isr israel"),
    ("im", "imn isleofman"),
    ("in", "ind india"),
    ("io", "iot britishindianoceanterritory"),
    ("iq", "irq iraq"),
    ("ir", "irn iran iranislamicrepublicof"),
    ("is", "isl iceland"),
    ("it", "ita italy"),
    ("je", "jey jersey"),
    ("jm", "jam jamaica"),
    ("jo", "jor jordan"),
    ("jp", "jpn japan"),
    ("ke", "ken kenya"),
    ("kg", "kgz kyrgyzstan"),
    ("kh", "khm cambodia"),
    ("ki", "kir kiribati"),
    ("km", "com comoros"),
    ("kn", "kna stkittsnevis saintkittsandnevis"),
    (
        "kp",
        "prk northkorea koreanorth koreademocraticpeoplesrepublicof koreathedemocraticpeoplesrepublicof",
    ),
    (
        "kr",
        "kor southkorea koreasouth korearepublicof republicofkorea koreatherepublicof",
    ),
    ("kw", "kwt kuwait"),
    ("ky", "cym caymanislands"),
    ("kz", "kaz kazakhstan"),
    ("la", "lao laos laopeoplesdemocraticrepublic"),
    ("lb", "lbn lebanon"),
    ("lc", "lca stlucia saintlucia"),
    ("li", "lie liechtenstein"),
    ("lk", "lka srilanka"),
    ("lr", "lbr liberia"),
    ("ls", "lso lesotho"),
    ("lt", "ltu lithuania"),
    ("lu", "lux luxembourg"),
    ("lv", "lva latvia"),
    ("ly", "lby libya libyanarabjamahiriya"),
    ("ma", "mar morocco"),
    ("mc", "mco monaco"),
    ("md", "mda moldova moldovarepublicof republicofmoldova"),
    ("me", "mne montenegro"),
    ("mf", "maf stmartin stmartinfrench saintmartinfrenchpart"),
    ("mg", "mdg madagascar"),
    ("mh", "mhl marshallislands"),
    (
        "mk",
        "mkd northmacedonia macedonia macedoniatheformeryugoslavrepublicof republicofnorthmacedonia",
    ),
    ("ml", "mli mali"),
    ("mm", "mmr myanmarburma myanmar burma"),
    ("mn", "mng mongolia"),
    ("mo", "mac macaosarchina macao macau"),
    ("mp", "mnp northernmarianaislands"),
    ("mq", "mtq martinique"),
    ("mr", "mrt mauritania"),
    ("ms", "msr montserrat"),
    ("mt", "mlt malta"),
    ("mu", "mus mauritius"),
    ("mv", "mdv maldives"),
    ("mw", "mwi malawi"),
    ("mx", "mex mexico"),
    ("my", "mys malaysia"),
    ("mz", "moz mozambique"),
    ("na", "nam namibia"),
    ("nc", "ncl newcaledonia"),
    ("ne", "ner niger"),
    ("nf", "nfk norfolkisland"),
    ("ng", "nga nigeria"),
    ("ni", "nic nicaragua"),
    (
        "nl",
        "nld netherlands netherlandsthe netherlandskingdomofthe thenetherlands",
    ),
    ("no", "nor norway"),
    ("np", "npl nepal"),
    ("nr", "nru nauru"),
    ("nu", "niu niue"),
    ("nz", "nzl newzealand"),
    ("om", "omn oman"),
    ("pa", "pan panama"),
    ("pe", "per peru"),
    ("pf", "pyf frenchpolynesia"),
    ("pg", "png papuanewguinea"),
    ("ph", "phl philippines philippinesthe"),
    ("pk", "pak pakistan"),
    ("pl", "pol poland"),
    ("pm", "spm stpierremiquelon saintpierreandmiquelon"),
    ("pn", "pcn pitcairnislands pitcairn"),
    ("pr", "pri puertorico"),
    (
        "ps",
        "pse palestinianterritories palestine palestinianterritoryoccupied palestinestateof palestinianterritory",
    ),
    ("pt", "prt portugal"),
    ("pw", "plw palau"),
    ("py", "pry paraguay"),
    ("qa", "qat qatar"),
    ("re", "reu reunion runion"),
    ("ro", "rou romania"),
    ("rs", "srb serbia"),
    ("ru", "rus russia russianfederation"),
    ("rw", "rwa rwanda"),
    ("sa", "sau saudiarabia"),
    ("sb", "slb solomonislands"),
    ("sc", "syc seychelles"),
    ("sd", "sdn sudan"),
    ("se", "swe sweden"),
    ("sg", "sgp singapore"),
    ("sh", "shn sthelena"),
    ("si", "svn slovenia"),
    ("sj", "sjm svalbardjanmayen"),
    ("sk", "svk slovakia"),
    ("sl", "sle sierraleone"),
    ("sm", "smr sanmarino"),
    ("sn", "sen senegal"),
    ("so", "som somalia"),
    ("sr", "sur suriname"),
    ("ss", "ssd southsudan"),
    ("st", "stp saotomeprincipe sotomprncipe saotomeandprincipe"),
    ("sv", "slv elsalvador"),
    ("sx", "sxm sintmaarten stmaartendutch sintmaartendutchpart"),
    ("sy", "syr syria syrianarabrepublic"),
    ("sz", "swz eswatini eswatiniswaziland swaziland"),
    ("tc", "tca turkscaicosislands turkscaicosis turksandcaicosislands"),
    ("td", "tcd chad"),
    ("tf", "atf frenchsouthernterritories frenchsterr"),
    ("tg", "tgo togo"),
    ("th", "tha thailand"),
    ("tj", "tjk tajikistan"),
    ("tk", "tkl tokelau"),
    ("tl", "tls timorleste easttimor"),
    ("tm", "tkm turkmenistan"),
    ("tn", "tun tunisia"),
    ("to", "ton tonga"),
    ("tr", "tur turkiye turkey trkiye"),
    ("tt", "tto trinidadtobago trinidadandtobago"),
    ("tv", "tuv tuvalu"),
    ("tw", "twn taiwan taiwanprovinceofchina taiwanroc"),
    ("tz", "tza tanzania tanzaniaunitedrepublicof"),
    ("ua", "ukr ukraine"),
    ("ug", "uga uganda"),
    ("um", "umi usoutlyingislands usminoroutlyingislands"),
    ("us", "usa unitedstates unitedstatesofamerica"),
    ("uy", "ury uruguay"),
    ("uz", "uzb uzbekistan"),
    ("va", "vat vaticancity holyseevaticancitystate holysee"),
    (
        "vc",
        "vct stvincentgrenadines stvincent saintvincentandthegrenadines",
    ),
    ("ve", "ven venezuela venezuelabolivarianrepublicof"),
    (
        "vg",
        "vgb britishvirginislands virginislandsuk virginislandsbritish",
    ),
    ("vi", "vir usvirginislands virginislandsus"),
    ("vn", "vnm vietnam"),
    ("vu", "vut vanuatu"),
    ("wf", "wlf wallisfutuna wallisandfutuna"),
    ("ws", "wsm samoa samoawestern"),
    ("ye", "yem yemen"),
    ("yt", "myt mayotte"),
    ("za", "zaf southafrica"),
    ("zm", "zmb zambia"),
    ("zw", "zwe zimbabwe"),
];

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

/// A country in the reader's words.
pub(super) fn country(name: &str, voice: Voice) -> String {
    let folded = fold(name);
    let known = COUNTRIES.iter().find(|(code, _)| *code == folded);
    let known = known.or_else(|| find(COUNTRIES, &folded));
    known.map_or_else(
        || name.to_owned(),
        |(code, _)| voice.say(&format!("country-{code}")),
    )
}

/// A kind of web sites in the reader's words.
pub(super) fn category(name: &str, voice: Voice) -> String {
    let known = find(CATEGORIES, &fold(name));
    known.map_or_else(
        || name.to_owned(),
        |(key, _)| voice.say(&format!("web-category-{key}")),
    )
}

fn find<'t>(table: &'t [(&'t str, &'t str)], folded: &str) -> Option<&'t (&'t str, &'t str)> {
    let mut rows = table.iter();
    rows.find(|(_, names)| names.split(' ').any(|name| name == folded))
}

/// Letters and digits alone, small: "Korea, Republic of" and "newly-registered-domain" without their marks.
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
            assert!(
                COUNTRIES
                    .iter()
                    .all(|(code, _)| words.has(&format!("country-{code}")))
            );
            assert!(
                CATEGORIES
                    .iter()
                    .all(|(key, _)| words.has(&format!("web-category-{key}")))
            );
        }
    }
}
