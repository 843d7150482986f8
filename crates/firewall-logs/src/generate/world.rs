//! Records as they arise in the invented world: the same scenes serve everyday life and planted attacks.

#![expect(
    clippy::cast_possible_truncation,
    reason = "what is cut was masked or bounded before"
)]

use std::net::IpAddr;

use super::addresses::{Atlas, Company, NAME_SERVER, TIME_SERVER, home};
use super::catalogue::{
    ADMINISTRATOR, APPLICATIONS, Application, BAD_SITES, COUNTRIES, Country, DNS, FORBIDDEN,
    FORBIDDEN_APPLICATIONS, FORBIDDEN_SITES, HTTP, HTTPS, IMPLICIT, INWARD, KNOCKS, LETTERS, MALWARE,
    Malware, NAMELESS, OUTWARD, PEOPLE, PORTAL, SIGNATURES, SITES, SMTP, Signature, Site, WITHIN,
};
use super::dice::{Dice, Wheel, mixed};
use super::record::{Endpoint, Kind, Outcome, Protocol, Record};

/// The world outside, and what is frequent in it.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) atlas: Atlas,
    sites: Wheel,
    applications: Wheel,
    knocks: Wheel,
    signatures: Wheel,
}

/// A scene: one device's company at a moment.
pub(super) struct Scene<'w> {
    pub(super) world: &'w World,
    pub(super) company: &'w Company,
    pub(super) dice: &'w mut Dice,
    pub(super) at: i64,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            atlas: Atlas::new(),
            sites: Wheel::zipf(SITES.len()),
            applications: Wheel::zipf(FORBIDDEN_APPLICATIONS.start),
            knocks: Wheel::zipf(KNOCKS.len()),
            signatures: Wheel::zipf(SIGNATURES.len()),
        }
    }

    /// Where a site is reached: each of its first labels has an address of its own.
    fn address_of(&self, site: &Site, mark: u64) -> (IpAddr, &'static Country) {
        let country = usize::from(site.country);
        let number = site
            .domain
            .bytes()
            .fold(7, |sum, byte| mixed(sum ^ u64::from(byte)));
        let label = number.wrapping_add(label_of(mark));
        // One in sixteen of the labels is reached over IPv6.
        let ip = match label % 16 {
            0 => Atlas::address6(country, label),
            _ => self.atlas.address(country, label),
        };
        (ip, &COUNTRIES[country])
    }
}

/// Number of the label before a site's domain (`cdn3.`): 0 to 7 by the record's mark.
pub(super) fn label_of(mark: u64) -> u64 {
    mark & 7
}

impl Scene<'_> {
    /// Somebody within and the web outside; the scenes below change what differs.
    fn outward(&mut self, application: &'static Application) -> Record {
        // Low numbers are busier.
        let among = self.dice_hosts();
        let host = self.dice.below(among) as u16;
        let mark = self.dice.next();
        let bytes_out = self.dice.size(900);
        let bytes_in = self.dice.size(6_000);
        Record {
            at: self.at,
            kind: Kind::Traffic,
            outcome: Outcome::Passed,
            source: Endpoint {
                ip: self.company.host(host),
                port: 1_024 + (mark >> 16 & 0xbfff) as u16,
                country: None,
            },
            destination: Endpoint {
                ip: TIME_SERVER,
                port: application.port,
                country: Some(home()),
            },
            protocol: if application.udp {
                Protocol::Udp
            } else {
                Protocol::Tcp
            },
            inbound: false,
            bytes_out,
            bytes_in,
            packets_out: 2 + bytes_out / 700,
            packets_in: 2 + bytes_in / 1_300,
            seconds: (mark >> 40 & 0x7f) as u32,
            session: (mark >> 24) as u32 & 0x3fff_ffff,
            mark,
            host,
            user: PEOPLE[usize::from(host) % PEOPLE.len()],
            application,
            policy: &OUTWARD,
            site: None,
            signature: None,
            malware: None,
            letter: None,
        }
    }

    fn dice_hosts(&mut self) -> u32 {
        // Half of all lines come from a quarter of the hosts.
        let hosts = u32::from(self.company.hosts);
        if self.dice.next() & 1 == 0 {
            hosts.div_ceil(4)
        } else {
            hosts
        }
    }

    fn visit(&mut self, site: &'static Site, application: &'static Application) -> Record {
        let mut record = self.outward(application);
        let (ip, country) = self.world.address_of(site, record.mark);
        record.destination = Endpoint {
            ip,
            port: application.port,
            country: Some(country),
        };
        record.site = Some(site);
        record
    }

    fn some_site(&mut self) -> &'static Site {
        &SITES[self.world.sites.turn(self.dice)]
    }

    /// A connection outward.
    pub(super) fn connection(&mut self) -> Record {
        let application = &APPLICATIONS[self.world.applications.turn(self.dice)];
        match application.name {
            "DNS" => {
                let mut record = self.outward(application);
                record.destination.ip = NAME_SERVER;
                (record.bytes_out, record.bytes_in) = (60 + record.mark % 40, 90 + record.mark % 300);
                (record.packets_out, record.packets_in) = (1, 1);
                record
            }
            "NTP" => self.outward(application),
            "SMB" => {
                let mut record = self.outward(application);
                let other = (u32::from(record.host) + 1) % u32::from(self.company.hosts);
                let ip = self.company.host(other as u16);
                record.destination = Endpoint {
                    ip,
                    port: application.port,
                    country: None,
                };
                record.policy = &WITHIN;
                record
            }
            _ => {
                let site = self.some_site();
                self.visit(site, application)
            }
        }
    }

    /// A page, let through.
    pub(super) fn page(&mut self) -> Record {
        let site = self.some_site();
        let application = if self.dice.in_thousand(60) { HTTP } else { HTTPS };
        Record {
            kind: Kind::Web,
            ..self.visit(site, &APPLICATIONS[application])
        }
    }

    /// A page that a policy stops.
    pub(super) fn forbidden_page(&mut self) -> Record {
        let site = self.dice.one_of(&FORBIDDEN_SITES);
        Record {
            kind: Kind::Web,
            ..stopped(self.visit(site, &APPLICATIONS[HTTPS]))
        }
    }

    /// An application, seen or stopped.
    pub(super) fn application(&mut self) -> Record {
        if self.dice.in_thousand(12) {
            let range = &APPLICATIONS[FORBIDDEN_APPLICATIONS];
            let application = self.dice.one_of(range);
            let site = self.some_site();
            let record = stopped(self.visit(site, application));
            return Record {
                kind: Kind::Application,
                policy: &FORBIDDEN,
                ..record
            };
        }
        let application = &APPLICATIONS[self.world.applications.turn(self.dice)];
        let site = self.some_site();
        Record {
            kind: Kind::Application,
            ..self.visit(site, application)
        }
    }

    /// A name looked up; of forbidden sites, not answered.
    pub(super) fn name(&mut self) -> Record {
        let forbidden = self.dice.in_thousand(8);
        let site = if forbidden {
            self.dice.one_of(&FORBIDDEN_SITES)
        } else {
            self.some_site()
        };
        let record = self.visit(site, &APPLICATIONS[DNS]);
        let record = if forbidden { stopped(record) } else { record };
        let destination = Endpoint {
            ip: NAME_SERVER,
            port: 53,
            country: Some(home()),
        };
        Record {
            kind: Kind::Name,
            destination,
            ..record
        }
    }

    /// Somebody outside knocks and is not let in.
    pub(super) fn knock(&mut self) -> Record {
        let (ip, country) = self.world.atlas.attacker(self.dice);
        let application = &KNOCKS[self.world.knocks.turn(self.dice)];
        self.knock_of(ip, country, application)
    }

    /// A knock of somebody in particular.
    pub(super) fn knock_of(
        &mut self,
        ip: IpAddr,
        country: &'static Country,
        application: &'static Application,
    ) -> Record {
        let record = self.inward(ip, country, application);
        let bytes_out = 40 + record.mark % 24;
        Record {
            policy: &IMPLICIT,
            bytes_out,
            packets_out: 1,
            ..stopped(record)
        }
    }

    /// A knock on a port that nobody has a name for.
    pub(super) fn knock_on(&mut self, ip: IpAddr, country: &'static Country, port: u16) -> Record {
        let mut record = self.knock_of(ip, country, &NAMELESS);
        record.destination.port = port;
        record
    }

    fn inward(&mut self, ip: IpAddr, country: &'static Country, application: &'static Application) -> Record {
        let record = self.outward(application);
        let source = Endpoint {
            ip,
            port: record.source.port,
            country: Some(country),
        };
        let destination = Endpoint {
            ip: self.company.outer(),
            port: application.port,
            country: Some(home()),
        };
        Record {
            source,
            destination,
            inbound: true,
            policy: &INWARD,
            user: "",
            ..record
        }
    }

    /// A signature met from outside.
    pub(super) fn intrusion(&mut self) -> Record {
        let (ip, country) = self.world.atlas.attacker(self.dice);
        let signature = &SIGNATURES[self.world.signatures.turn(self.dice)];
        let outcome = match self.dice.in_thousand(500) {
            // What is a nuisance only is let through.
            true if signature.severity < 3 => Outcome::Detected,
            _ => Outcome::Blocked,
        };
        self.intrusion_of(ip, country, signature, outcome)
    }

    /// A signature met from somebody in particular.
    pub(super) fn intrusion_of(
        &mut self,
        ip: IpAddr,
        country: &'static Country,
        signature: &'static Signature,
        outcome: Outcome,
    ) -> Record {
        let mut record = self.inward(ip, country, application_on(signature.port));
        record.destination.port = signature.port;
        Record {
            kind: Kind::Intrusion,
            outcome,
            signature: Some(signature),
            ..record
        }
    }

    /// A flood from outside, stopped.
    pub(super) fn flood(&mut self, signature: &'static Signature) -> Record {
        let (ip, country) = self.world.atlas.attacker(self.dice);
        let mut record = self.inward(ip, country, application_on(signature.port));
        record.protocol = match signature.name {
            "udp_flood" => Protocol::Udp,
            "icmp_flood" => Protocol::Icmp,
            _ => Protocol::Tcp,
        };
        record.destination.port = signature.port;
        if record.protocol == Protocol::Icmp {
            (record.source.port, record.destination.port) = (0, 0);
        }
        Record {
            kind: Kind::Flood,
            signature: Some(signature),
            ..stopped(record)
        }
    }

    /// A malicious program in a download, stopped.
    pub(super) fn malware(&mut self) -> Record {
        let malware = self.dice.one_of(&MALWARE);
        self.malware_of(malware, Outcome::Blocked)
    }

    /// A program in particular.
    pub(super) fn malware_of(&mut self, malware: &'static Malware, outcome: Outcome) -> Record {
        let site = self.dice.one_of(&BAD_SITES);
        let record = self.visit(site, &APPLICATIONS[HTTP]);
        Record {
            kind: Kind::Malware,
            outcome,
            malware: Some(malware),
            ..record
        }
    }

    /// A connection of a host to the server that commands a malicious program.
    pub(super) fn command(&mut self, malware: &'static Malware, outcome: Outcome) -> Record {
        let site = self.dice.one_of(&BAD_SITES);
        let record = self.visit(site, &APPLICATIONS[HTTPS]);
        Record {
            kind: Kind::CommandAndControl,
            outcome,
            malware: Some(malware),
            ..record
        }
    }

    /// A mail that the filter stops.
    pub(super) fn mail(&mut self) -> Record {
        let (ip, country) = self.world.atlas.attacker(self.dice);
        let letter = self.dice.one_of(&LETTERS);
        let record = self.inward(ip, country, &SMTP);
        let user = PEOPLE[usize::from(record.host) % PEOPLE.len()];
        Record {
            kind: Kind::Mail,
            letter: Some(letter),
            user,
            ..stopped(record)
        }
    }

    /// Something that must not leave, stopped.
    pub(super) fn leak(&mut self) -> Record {
        let site = &SITES[2];
        Record {
            kind: Kind::DataLoss,
            ..stopped(self.visit(site, &APPLICATIONS[HTTPS]))
        }
    }

    /// A sign-in to the appliance from within.
    pub(super) fn admin_login(&mut self) -> Record {
        let outcome = if self.dice.in_thousand(60) {
            Outcome::Blocked
        } else {
            Outcome::Passed
        };
        let ip = self.company.host(0);
        self.admin_login_of(ip, None, outcome)
    }

    /// A sign-in to the appliance from somewhere in particular.
    pub(super) fn admin_login_of(
        &mut self,
        ip: IpAddr,
        country: Option<&'static Country>,
        outcome: Outcome,
    ) -> Record {
        let record = self.outward(&APPLICATIONS[HTTPS]);
        let source = Endpoint {
            ip,
            port: record.source.port,
            country,
        };
        let own = if country.is_some() {
            self.company.outer()
        } else {
            self.company.inner()
        };
        let destination = Endpoint {
            ip: own,
            port: 443,
            country: country.map(|_| home()),
        };
        let inbound = country.is_some();
        Record {
            kind: Kind::AdminLogin,
            outcome,
            source,
            destination,
            inbound,
            user: ADMINISTRATOR,
            host: 0,
            ..record
        }
    }

    /// Somebody signs in from home.
    pub(super) fn vpn_login(&mut self) -> Record {
        let person = self.dice.index(usize::from(self.company.hosts).min(PEOPLE.len()));
        let ip = self
            .world
            .atlas
            .address(super::catalogue::HOME, 9_000_000 + person as u64);
        let outcome = if self.dice.in_thousand(40) {
            Outcome::Blocked
        } else {
            Outcome::Passed
        };
        self.vpn_login_of(ip, home(), PEOPLE[person], outcome)
    }

    /// Somebody signs in from somewhere in particular.
    pub(super) fn vpn_login_of(
        &mut self,
        ip: IpAddr,
        country: &'static Country,
        user: &'static str,
        outcome: Outcome,
    ) -> Record {
        let record = self.inward(ip, country, &PORTAL);
        Record {
            kind: Kind::VpnLogin,
            outcome,
            user,
            ..record
        }
    }

    /// The appliance about itself.
    pub(super) fn appliance(&mut self, kind: Kind) -> Record {
        let ip = self.company.host(0);
        let record = self.admin_login_of(ip, None, Outcome::Passed);
        Record { kind, ..record }
    }
}

fn application_on(port: u16) -> &'static Application {
    KNOCKS
        .iter()
        .find(|knock| knock.port == port && !knock.udp)
        .unwrap_or(&APPLICATIONS[HTTPS])
}

fn stopped(record: Record) -> Record {
    Record {
        outcome: Outcome::Blocked,
        bytes_in: 0,
        packets_in: 0,
        seconds: 0,
        ..record
    }
}
