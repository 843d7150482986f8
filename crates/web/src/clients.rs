//! Where requests come from, and how many from one place.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::HeaderMap;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use ipnet::IpNet;
use platform::limits::network;

/// Header in which a proxy says for whom it asks, the nearest one last.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// After so many refusals and admissions, networks that have been quiet are forgotten.
const TIDY_AT: usize = 10_000;

/// Tells clients apart and how often each may ask.
pub struct Clients {
    proxies: Vec<IpNet>,
    limiter: Option<DefaultKeyedRateLimiter<IpNet>>,
    clock: DefaultClock,
}

impl Clients {
    /// `proxies`: networks whose `X-Forwarded-For` is believed. `per_minute`: requests for pages that one network
    /// may make in a minute, a third of them at once; 0 = as many as it likes.
    pub fn new(proxies: Vec<IpNet>, per_minute: u32) -> Self {
        let quota = |per_minute: NonZeroU32| {
            let burst = NonZeroU32::new(per_minute.get() / 3).unwrap_or(NonZeroU32::MIN);
            Quota::per_minute(per_minute).allow_burst(burst)
        };
        Self {
            proxies,
            limiter: NonZeroU32::new(per_minute).map(|number| DefaultKeyedRateLimiter::keyed(quota(number))),
            clock: DefaultClock::default(),
        }
    }

    /// Nobody is believed, nobody is held up.
    pub fn open() -> Self {
        Self::new(Vec::new(), 0)
    }

    /// The address of whoever asked: the peer, or, behind believed proxies, the last address that none of them has.
    /// What a client writes into the header itself stands further left and is never reached. `None` without a peer.
    pub fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        let mut address = peer?.ip().to_canonical();
        let lines = headers.get_all(FORWARDED_FOR).iter();
        let told: Vec<&str> = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .collect();
        for hop in told.into_iter().rev() {
            if !self.proxies.iter().any(|network| network.contains(&address)) {
                break;
            }
            let Ok(before) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            address = before.to_canonical();
        }
        Some(address)
    }

    /// Whether one more request of `address` may pass; if not, after how long the next one may. This machine itself
    /// is never held up: a loopback address without a believed proxy tells nobody apart.
    pub fn admit(&self, address: Option<IpAddr>) -> Result<(), Duration> {
        let (Some(limiter), Some(address)) = (&self.limiter, address) else {
            return Ok(());
        };
        if address.is_loopback() {
            return Ok(());
        }
        if limiter.len() > TIDY_AT {
            limiter.retain_recent();
        }
        limiter
            .check_key(&network(address))
            .map_err(|refused| refused.wait_time_from(self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn behind_proxies() -> Clients {
        let networks = ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"];
        Clients::new(networks.iter().map(|one| one.parse().unwrap()).collect(), 0)
    }

    fn asked(clients: &Clients, peer: &str, told: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in told {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        clients.address(&headers, Some(peer)).unwrap().to_string()
    }

    #[test]
    fn only_believed_proxies_speak_for_others() {
        let clients = behind_proxies();
        assert_eq!(asked(&clients, "198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(asked(&clients, "10.1.2.3", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            asked(&clients, "10.1.2.3", &["192.0.2.1, 203.0.113.9, 10.9.9.9"]),
            "203.0.113.9"
        );
        assert_eq!(
            asked(&clients, "10.1.2.3", &["192.0.2.1", "203.0.113.9"]),
            "203.0.113.9"
        );
        assert_eq!(
            asked(&clients, "10.1.2.3", &["203.0.113.9, nonsense"]),
            "10.1.2.3"
        );
        assert_eq!(asked(&clients, "10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(
            asked(&clients, "::ffff:10.1.2.3", &["2001:db8::1"]),
            "2001:db8::1"
        );
        assert_eq!(asked(&Clients::open(), "10.1.2.3", &["203.0.113.9"]), "10.1.2.3");
    }

    proptest! {
        #[test]
        fn what_a_client_writes_itself_changes_nothing(invented in "[ -~]{0,60}", real in any::<[u8; 4]>()) {
            let real = IpAddr::from(real);
            prop_assume!(!behind_proxies().proxies.iter().any(|network| network.contains(&real)));
            let told = format!("{invented}, {real}");
            prop_assert_eq!(asked(&behind_proxies(), "10.0.0.1", &[&told]), real.to_string());
        }

        #[test]
        fn one_network_runs_dry_without_touching_others(per_minute in 3u32..300) {
            let clients = Clients::new(Vec::new(), per_minute);
            let (one, other) = ("2001:db8::1".parse().ok(), "2001:db8:0:1::1".parse().ok());
            let neighbour = "2001:db8::2".parse().ok();
            for _ in 0..per_minute / 3 {
                prop_assert!(clients.admit(one).is_ok());
            }
            // One more may have come in while the others were counted.
            let refused = (0..3).find_map(|_| clients.admit(neighbour).err());
            prop_assert!(refused.is_some_and(|wait| wait <= Duration::from_mins(1)));
            prop_assert!(clients.admit(other).is_ok());
            prop_assert!(clients.admit(Some(IpAddr::from([127, 0, 0, 1]))).is_ok());
        }
    }
}
