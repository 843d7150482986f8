//! How often somebody may ask.

use std::net::IpAddr;

use ipnet::IpNet;

/// The network that counts as one client: the address itself for IPv4, its /64 for IPv6, because a single
/// customer gets a whole /64. An IPv4 address written as IPv6 is the IPv4 address.
pub fn network(address: IpAddr) -> IpNet {
    let address = address.to_canonical();
    let length = if address.is_ipv4() { 32 } else { 64 };
    IpNet::new_assert(address, length).trunc()
}
