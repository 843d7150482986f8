//! Who has which address. An address outside lies in a documentation or benchmark range and always in the same
//! country; the hosts of a company have private addresses.

#![expect(
    clippy::cast_possible_truncation,
    reason = "what is cut was masked or taken modulo before"
)]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::catalogue::{COUNTRIES, Country, HOME};
use super::dice::{Dice, Wheel, mixed};

/// Networks of 198.18.0.0/15 by country.
#[derive(Clone, Debug)]
pub(super) struct Atlas {
    networks: Vec<Vec<u16>>,
    attackers: Wheel,
}

/// Where attacks come from, of [`COUNTRIES`]: how often, by country.
const ATTACKS: [u32; 16] = [20, 240, 130, 60, 50, 30, 180, 120, 40, 40, 25, 40, 35, 30, 30, 10];
/// How many networks of 256 a country has, by country.
const NETWORKS: [u32; 16] = [150, 120, 40, 40, 20, 20, 40, 20, 10, 12, 10, 8, 6, 6, 6, 4];

impl Atlas {
    pub(super) fn new() -> Self {
        let wheel = Wheel::new(NETWORKS);
        let mut dice = Dice::new(0, 0xA71A5);
        let mut networks = vec![Vec::new(); COUNTRIES.len()];
        // One each first, so that no country is without.
        for network in 0_u16..512 {
            let country = match usize::from(network) {
                early if early < COUNTRIES.len() => early,
                _ => wheel.turn(&mut dice),
            };
            networks[country].push(network);
        }
        Self {
            networks,
            attackers: Wheel::new(ATTACKS),
        }
    }

    /// An address of a country, always the same for the same number.
    pub(super) fn address(&self, country: usize, number: u64) -> IpAddr {
        let number = mixed(number);
        let networks = &self.networks[country];
        let network = networks[(number >> 32) as usize % networks.len()];
        let host = 1 + (number % 254) as u8;
        Ipv4Addr::new(198, 18 + (network >> 8) as u8, (network & 255) as u8, host).into()
    }

    /// The same over IPv6, within 2001:db8::/32.
    pub(super) fn address6(country: usize, number: u64) -> IpAddr {
        let number = mixed(number);
        let group = |shift: u32| (number >> shift & 0xffff) as u16;
        let country = country as u16;
        Ipv6Addr::new(
            0x2001,
            0xdb8,
            0x100 + country,
            group(0) & 0xff,
            0,
            0,
            group(16),
            group(32),
        )
        .into()
    }

    /// Somebody who attacks: a few come again and again, most once.
    pub(super) fn attacker(&self, dice: &mut Dice) -> (IpAddr, &'static Country) {
        let country = self.attackers.turn(dice);
        // The number of leading zeros makes low numbers far more frequent.
        let scale = dice.next().leading_zeros().min(10);
        let number = 1_000_000 + u64::from(dice.below(4_000 >> scale));
        (self.address(country, number), &COUNTRIES[country])
    }
}

/// The hosts of a device's company.
#[derive(Clone, Debug)]
pub(super) struct Company {
    number: u16,
    /// How many hosts.
    pub(super) hosts: u16,
}

impl Company {
    pub(super) fn new(number: usize, hosts: u16) -> Self {
        let number = u16::try_from(number % 60_000).unwrap_or(0);
        Self {
            number,
            hosts: hosts.clamp(4, 4_000),
        }
    }

    /// Address of a host within: clients from .21 on, in networks of 200.
    pub(super) fn host(&self, host: u16) -> IpAddr {
        let network = 10 + self.number % 100 * 2 + host / 200;
        Ipv4Addr::new(192, 168, (network & 255) as u8, 21 + (host % 200) as u8).into()
    }

    /// Address of the appliance within.
    pub(super) fn inner(&self) -> IpAddr {
        Ipv4Addr::new(192, 168, (10 + self.number % 100 * 2) as u8, 1).into()
    }

    /// Address of the appliance outside.
    pub(super) fn outer(&self) -> IpAddr {
        let [second, third] = match self.number / 250 % 2 {
            0 => [0, 113],
            _ => [51, 100],
        };
        let first = if second == 0 { 203 } else { 198 };
        Ipv4Addr::new(first, second, third, 2 + (self.number % 250) as u8).into()
    }

    /// Hardware address of a host.
    pub(super) fn mac(&self, host: u16) -> u64 {
        0x0200_0000_0000 | u64::from(self.number) << 16 | u64::from(host)
    }
}

/// The provider's name server.
pub(super) const NAME_SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 53));
/// The provider's time server.
pub(super) const TIME_SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 123));

/// The home country.
pub(super) fn home() -> &'static Country {
    &COUNTRIES[HOME]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_has_the_same_address() {
        let atlas = Atlas::new();
        for country in 0..COUNTRIES.len() {
            assert_eq!(atlas.address(country, 5), atlas.address(country, 5));
            let IpAddr::V4(ip) = atlas.address(country, 7) else {
                panic!("not IPv4")
            };
            assert!(matches!(ip.octets(), [198, 18 | 19, ..]), "{ip}");
        }
    }

    #[test]
    fn companies_have_addresses_of_their_own() {
        let (one, other) = (Company::new(1, 20), Company::new(2, 20));
        assert_ne!(one.outer(), other.outer());
        assert_ne!(one.host(0), other.host(0));
        assert_ne!(one.host(0), one.host(250));
        assert_ne!(one.mac(3), other.mac(3));
    }
}
