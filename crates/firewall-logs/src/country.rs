//! Countries by the two letters of ISO 3166-1, however a maker writes them.
//!
//! OCSF has the two letters in `location.country`. Makers write them so, as three letters, or in somebody's English.

use std::cell::Cell;
use std::sync::LazyLock;

/// The two letters; the three; then other ways to write it, folded.
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "and andorra"),
    ("AE", "are unitedarabemirates uae"),
    ("AF", "afg afghanistan"),
    ("AG", "atg antiguabarbuda antiguaandbarbuda"),
    ("AI", "aia anguilla"),
    ("AL", "alb albania"),
    ("AM", "arm armenia"),
    ("AO", "ago angola"),
    ("AQ", "ata antarctica"),
    ("AR", "arg argentina"),
    ("AS", "asm americansamoa samoaamerican"),
    ("AT", "aut austria"),
    ("AU", "aus australia"),
    ("AW", "abw aruba"),
    ("AX", "ala alandislands landislands"),
    ("AZ", "aze azerbaijan"),
    ("BA", "bih bosniaherzegovina bosniaandherzegovina"),
    ("BB", "brb barbados"),
    ("BD", "bgd bangladesh"),
    ("BE", "bel belgium"),
    ("BF", "bfa burkinafaso"),
    ("BG", "bgr bulgaria"),
    ("BH", "bhr bahrain"),
    ("BI", "bdi burundi"),
    ("BJ", "ben benin"),
    (
        "BL",
        "blm stbarthelemy stbarthlemy saintbarthelemy saintbarthlemy",
    ),
    ("BM", "bmu bermuda"),
    ("BN", "brn brunei bruneidarussalam"),
    ("BO", "bol bolivia boliviaplurinationalstateof"),
    (
        "BQ",
        "bes caribbeannetherlands caribbeannl bonairesinteustatiusandsaba bonairesainteustatiusandsaba",
    ),
    ("BR", "bra brazil"),
    ("BS", "bhs bahamas bahamasthe"),
    ("BT", "btn bhutan"),
    ("BV", "bvt bouvetisland"),
    ("BW", "bwa botswana"),
    ("BY", "blr belarus"),
    ("BZ", "blz belize"),
    ("CA", "can canada"),
    ("CC", "cck cocoskeelingislands"),
    (
        "CD",
        "cod congokinshasa drcongo congodemrep congothedemocraticrepublicofthe congodemocraticrepublicofthe democraticrepublicofthecongo",
    ),
    ("CF", "caf centralafricanrepublic centralafricanrep"),
    ("CG", "cog congobrazzaville republicofthecongo congorep congo"),
    ("CH", "che switzerland"),
    ("CI", "civ cotedivoire ctedivoire ivorycoast"),
    ("CK", "cok cookislands"),
    ("CL", "chl chile"),
    ("CM", "cmr cameroon"),
    ("CN", "chn china"),
    ("CO", "col colombia"),
    ("CR", "cri costarica"),
    ("CU", "cub cuba"),
    ("CV", "cpv capeverde caboverde"),
    ("CW", "cuw curacao curaao"),
    ("CX", "cxr christmasisland"),
    ("CY", "cyp cyprus"),
    ("CZ", "cze czechia czechrepublic"),
    ("DE", "deu germany"),
    ("DJ", "dji djibouti"),
    ("DK", "dnk denmark"),
    ("DM", "dma dominica"),
    ("DO", "dom dominicanrepublic"),
    ("DZ", "dza algeria"),
    ("EC", "ecu ecuador"),
    ("EE", "est estonia"),
    ("EG", "egy egypt"),
    ("EH", "esh westernsahara"),
    ("ER", "eri eritrea"),
    ("ES", "esp spain"),
    ("ET", "eth ethiopia"),
    ("FI", "fin finland"),
    ("FJ", "fji fiji"),
    ("FK", "flk falklandislands falklandislandsmalvinas"),
    ("FM", "fsm micronesia micronesiafederatedstatesof"),
    ("FO", "fro faroeislands"),
    ("FR", "fra france"),
    ("GA", "gab gabon"),
    (
        "GB",
        "gbr unitedkingdom britainuk unitedkingdomofgreatbritainandnorthernireland greatbritain uk",
    ),
    ("GD", "grd grenada"),
    ("GE", "geo georgia"),
    ("GF", "guf frenchguiana"),
    ("GG", "ggy guernsey"),
    ("GH", "gha ghana"),
    ("GI", "gib gibraltar"),
    ("GL", "grl greenland"),
    ("GM", "gmb gambia gambiathe"),
    ("GN", "gin guinea"),
    ("GP", "glp guadeloupe"),
    ("GQ", "gnq equatorialguinea"),
    ("GR", "grc greece"),
    (
        "GS",
        "sgs southgeorgiasouthsandwichislands southgeorgiathesouthsandwichislands southgeorgiaandthesouthsandwichislands",
    ),
    ("GT", "gtm guatemala"),
    ("GU", "gum guam"),
    ("GW", "gnb guineabissau"),
    ("GY", "guy guyana"),
    ("HK", "hkg hongkongsarchina hongkong"),
    ("HM", "hmd heardmcdonaldislands heardislandmcdonaldislands"),
    ("HN", "hnd honduras"),
    ("HR", "hrv croatia"),
    ("HT", "hti haiti"),
    ("HU", "hun hungary"),
    ("ID", "idn indonesia"),
    ("IE", "irl ireland"),
    ("IL", "isr israel"),
    ("IM", "imn isleofman"),
    ("IN", "ind india"),
    ("IO", "iot britishindianoceanterritory"),
    ("IQ", "irq iraq"),
    ("IR", "irn iran iranislamicrepublicof"),
    ("IS", "isl iceland"),
    ("IT", "ita italy"),
    ("JE", "jey jersey"),
    ("JM", "jam jamaica"),
    ("JO", "jor jordan"),
    ("JP", "jpn japan"),
    ("KE", "ken kenya"),
    ("KG", "kgz kyrgyzstan"),
    ("KH", "khm cambodia"),
    ("KI", "kir kiribati"),
    ("KM", "com comoros"),
    ("KN", "kna stkittsnevis saintkittsandnevis"),
    (
        "KP",
        "prk northkorea koreanorth koreademocraticpeoplesrepublicof koreathedemocraticpeoplesrepublicof",
    ),
    (
        "KR",
        "kor southkorea koreasouth korearepublicof republicofkorea koreatherepublicof",
    ),
    ("KW", "kwt kuwait"),
    ("KY", "cym caymanislands"),
    ("KZ", "kaz kazakhstan"),
    ("LA", "lao laos laopeoplesdemocraticrepublic"),
    ("LB", "lbn lebanon"),
    ("LC", "lca stlucia saintlucia"),
    ("LI", "lie liechtenstein"),
    ("LK", "lka srilanka"),
    ("LR", "lbr liberia"),
    ("LS", "lso lesotho"),
    ("LT", "ltu lithuania"),
    ("LU", "lux luxembourg"),
    ("LV", "lva latvia"),
    ("LY", "lby libya libyanarabjamahiriya"),
    ("MA", "mar morocco"),
    ("MC", "mco monaco"),
    ("MD", "mda moldova moldovarepublicof republicofmoldova"),
    ("ME", "mne montenegro"),
    ("MF", "maf stmartin stmartinfrench saintmartinfrenchpart"),
    ("MG", "mdg madagascar"),
    ("MH", "mhl marshallislands"),
    (
        "MK",
        "mkd northmacedonia macedonia macedoniatheformeryugoslavrepublicof republicofnorthmacedonia",
    ),
    ("ML", "mli mali"),
    ("MM", "mmr myanmarburma myanmar burma"),
    ("MN", "mng mongolia"),
    ("MO", "mac macaosarchina macao macau"),
    ("MP", "mnp northernmarianaislands"),
    ("MQ", "mtq martinique"),
    ("MR", "mrt mauritania"),
    ("MS", "msr montserrat"),
    ("MT", "mlt malta"),
    ("MU", "mus mauritius"),
    ("MV", "mdv maldives"),
    ("MW", "mwi malawi"),
    ("MX", "mex mexico"),
    ("MY", "mys malaysia"),
    ("MZ", "moz mozambique"),
    ("NA", "nam namibia"),
    ("NC", "ncl newcaledonia"),
    ("NE", "ner niger"),
    ("NF", "nfk norfolkisland"),
    ("NG", "nga nigeria"),
    ("NI", "nic nicaragua"),
    (
        "NL",
        "nld netherlands netherlandsthe netherlandskingdomofthe thenetherlands",
    ),
    ("NO", "nor norway"),
    ("NP", "npl nepal"),
    ("NR", "nru nauru"),
    ("NU", "niu niue"),
    ("NZ", "nzl newzealand"),
    ("OM", "omn oman"),
    ("PA", "pan panama"),
    ("PE", "per peru"),
    ("PF", "pyf frenchpolynesia"),
    ("PG", "png papuanewguinea"),
    ("PH", "phl philippines philippinesthe"),
    ("PK", "pak pakistan"),
    ("PL", "pol poland"),
    ("PM", "spm stpierremiquelon saintpierreandmiquelon"),
    ("PN", "pcn pitcairnislands pitcairn"),
    ("PR", "pri puertorico"),
    (
        "PS",
        "pse palestinianterritories palestine palestinianterritoryoccupied palestinestateof palestinianterritory",
    ),
    ("PT", "prt portugal"),
    ("PW", "plw palau"),
    ("PY", "pry paraguay"),
    ("QA", "qat qatar"),
    ("RE", "reu reunion runion"),
    ("RO", "rou romania"),
    ("RS", "srb serbia"),
    ("RU", "rus russia russianfederation"),
    ("RW", "rwa rwanda"),
    ("SA", "sau saudiarabia"),
    ("SB", "slb solomonislands"),
    ("SC", "syc seychelles"),
    ("SD", "sdn sudan"),
    ("SE", "swe sweden"),
    ("SG", "sgp singapore"),
    (
        "SH",
        "shn sthelena sainthelena sainthelenaascensionandtristandacunha",
    ),
    ("SI", "svn slovenia"),
    ("SJ", "sjm svalbardjanmayen svalbardandjanmayen"),
    ("SK", "svk slovakia"),
    ("SL", "sle sierraleone"),
    ("SM", "smr sanmarino"),
    ("SN", "sen senegal"),
    ("SO", "som somalia"),
    ("SR", "sur suriname"),
    ("SS", "ssd southsudan"),
    ("ST", "stp saotomeprincipe sotomprncipe saotomeandprincipe"),
    ("SV", "slv elsalvador"),
    ("SX", "sxm sintmaarten stmaartendutch sintmaartendutchpart"),
    ("SY", "syr syria syrianarabrepublic"),
    ("SZ", "swz eswatini eswatiniswaziland swaziland"),
    ("TC", "tca turkscaicosislands turkscaicosis turksandcaicosislands"),
    ("TD", "tcd chad"),
    ("TF", "atf frenchsouthernterritories frenchsterr"),
    ("TG", "tgo togo"),
    ("TH", "tha thailand"),
    ("TJ", "tjk tajikistan"),
    ("TK", "tkl tokelau"),
    ("TL", "tls timorleste easttimor"),
    ("TM", "tkm turkmenistan"),
    ("TN", "tun tunisia"),
    ("TO", "ton tonga"),
    ("TR", "tur turkiye turkey trkiye"),
    ("TT", "tto trinidadtobago trinidadandtobago"),
    ("TV", "tuv tuvalu"),
    ("TW", "twn taiwan taiwanprovinceofchina taiwanroc"),
    ("TZ", "tza tanzania tanzaniaunitedrepublicof"),
    ("UA", "ukr ukraine"),
    ("UG", "uga uganda"),
    ("UM", "umi usoutlyingislands usminoroutlyingislands"),
    ("US", "usa unitedstates unitedstatesofamerica"),
    ("UY", "ury uruguay"),
    ("UZ", "uzb uzbekistan"),
    ("VA", "vat vaticancity holyseevaticancitystate holysee"),
    (
        "VC",
        "vct stvincentgrenadines stvincent saintvincentandthegrenadines",
    ),
    ("VE", "ven venezuela venezuelabolivarianrepublicof"),
    (
        "VG",
        "vgb britishvirginislands virginislandsuk virginislandsbritish",
    ),
    ("VI", "vir usvirginislands virginislandsus"),
    ("VN", "vnm vietnam"),
    ("VU", "vut vanuatu"),
    ("WF", "wlf wallisfutuna wallisandfutuna"),
    ("WS", "wsm samoa samoawestern"),
    // Not in the standard; its two letters are those that the European Union and others use.
    ("XK", "xkx kosovo"),
    ("YE", "yem yemen"),
    ("YT", "myt mayotte"),
    ("ZA", "zaf southafrica"),
    ("ZM", "zmb zambia"),
    ("ZW", "zwe zimbabwe"),
];

/// Twice as many as there are names, at least, and a power of two.
const SLOTS: usize = 2048;

/// A name, folded, with its country.
type Slot = Option<(&'static str, &'static str)>;

/// Every name, found by its hash: two names stand in each line of traffic.
static NAMES: LazyLock<Box<[Slot]>> = LazyLock::new(|| {
    let mut slots: Box<[Slot]> = vec![None; SLOTS].into();
    for (code, names) in COUNTRIES {
        for name in std::iter::once(*code).chain(names.split(' ')) {
            let mut slot = slot_of(name);
            while slots[slot].is_some() {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = Some((name, code));
        }
    }
    slots
});

/// The two letters of ISO 3166-1 for a country that is written with two letters, with three, or by its name in
/// English; capitals and signs do not count. `None` for what is no country (`Reserved`, a range of addresses).
pub fn country_code(name: &str) -> Option<&'static str> {
    let Some(short) = Short::of(name.as_bytes()) else {
        return look_up(name);
    };
    SEEN.with(|seen| {
        let slot = &seen[short.slot()];
        match slot.get() {
            Some((known, code)) if known == short => code,
            _ => {
                let code = look_up(name);
                slot.set(Some((short, code)));
                code
            }
        }
    })
}

fn look_up(name: &str) -> Option<&'static str> {
    let mut slot = slot_of(name);
    loop {
        let (known, code) = NAMES[slot]?;
        // Two or three letters are a code only as they stand: "N/A" is not Namibia.
        let may_be = known.len() > 3 || known.len() == name.len();
        if may_be && folded(known).eq(folded(name)) {
            return Some(code);
        }
        slot = (slot + 1) % SLOTS;
    }
}

const REMEMBERED: usize = 64;

/// A name and what it is.
type Remembered = Cell<Option<(Short, Option<&'static str>)>>;

thread_local! {
    /// What was looked up last: a company's lines name few countries, and folding a name takes longer than all else.
    static SEEN: [Remembered; REMEMBERED] = const { [const { Cell::new(None) }; REMEMBERED] };
}

/// A text of 4 to 16 bytes: its first and its last ones, which may be the same.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Short {
    length: usize,
    first: u64,
    last: u64,
}

impl Short {
    #[inline]
    fn of(text: &[u8]) -> Option<Self> {
        let length = text.len();
        let (first, last) = match length {
            8..=16 => (
                u64::from_le_bytes(*text.first_chunk()?),
                u64::from_le_bytes(*text.last_chunk()?),
            ),
            4..=7 => (
                u32::from_le_bytes(*text.first_chunk()?).into(),
                u32::from_le_bytes(*text.last_chunk()?).into(),
            ),
            _ => return None,
        };
        Some(Self { length, first, last })
    }

    #[inline]
    fn slot(self) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 58) as usize
    }
}

/// All two letters that there are.
pub fn country_codes() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().map(|(code, _)| *code)
}

/// FNV-1a of the folded name.
fn slot_of(name: &str) -> usize {
    let hash = folded(name).fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let slot = (hash >> 32) as usize;
    slot % SLOTS
}

/// Letters and digits alone, small: "Korea, Republic of" is `korearepublicof`.
fn folded(name: &str) -> impl Iterator<Item = u8> {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn makers_names_become_two_letters() {
        for (written, code) in [
            ("Russian Federation", "RU"),
            ("RU", "RU"),
            ("rus", "RU"),
            ("Korea, Republic of", "KR"),
            ("Viet Nam", "VN"),
            ("Côte d'Ivoire", "CI"),
            ("jp", "JP"),
        ] {
            assert_eq!(country_code(written), Some(code), "{written}");
        }
        for none in [
            "N/A",
            "U.S.",
            "",
            "Reserved",
            "private",
            "R1",
            "any",
            "10.0.0.0-10.255.255.255",
            "日本",
        ] {
            assert_eq!(country_code(none), None, "{none}");
        }
    }

    #[test]
    fn no_name_is_of_two_countries() {
        let mut seen = BTreeMap::new();
        for (code, names) in COUNTRIES {
            for name in names.split(' ') {
                assert!(folded(name).eq(name.bytes()), "{name} is not folded");
                assert_eq!(seen.insert(name, code), None, "{name}");
                assert_eq!(country_code(name), Some(*code));
            }
            assert_eq!(country_code(code), Some(*code));
        }
        assert!(country_codes().all(|code| code.len() == 2));
        assert_eq!(
            country_codes().count(),
            250,
            "as many as the standard has, and Kosovo"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_country_or_none(text in ".{0,80}") {
            let code = country_code(&text);
            prop_assert!(code.is_none_or(|code| country_codes().any(|known| known == code)));
            prop_assert_eq!(code, look_up(&text));
        }

        /// What is remembered is what would be found: however many names fall together.
        #[test]
        fn what_is_remembered_is_right(names in prop::collection::vec("[A-Z][a-z]{2,5}( [A-Z][a-z]{1,8})?", 1..200)) {
            for name in names.iter().chain(&names) {
                prop_assert_eq!(country_code(name), look_up(name));
            }
        }
    }
}
