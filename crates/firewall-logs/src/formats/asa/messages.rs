//! Messages by number: the pattern of the sentence and what it means.
//!
//! Names in patterns: `s` and `d` source and destination, `a` and `b` two ends of which the direction tells who began,
//! `sif` the interface of the source, `_` what nobody needs; the rest as they are called.

use crate::class::{Class, Function};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is said.
    None,
    /// It passed.
    Allowed,
    /// It did not.
    Blocked,
    /// The sentence says so in a word.
    Verb,
    /// A sign-in or command succeeded.
    Succeeded,
    /// It did not.
    Failed,
}

/// What a message is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    pub(super) class: Class,
    pub(super) function: Function,
    pub(super) activity: i64,
    pub(super) verdict: Verdict,
}

/// A message.
pub(super) struct Message {
    number: u32,
    /// Empty: every sentence of this number.
    pub(super) pattern: &'static str,
    pub(super) meaning: Meaning,
}

const fn meaning(class: Class, function: Function, activity: i64, verdict: Verdict) -> Meaning {
    Meaning {
        class,
        function,
        activity,
        verdict,
    }
}

// OCSF 4001: 1 open, 2 close, 5 refuse, 6 traffic.
const OPENED: Meaning = meaning(Class::NetworkActivity, Function::Firewall, 1, Verdict::Allowed);
const CLOSED: Meaning = meaning(Class::NetworkActivity, Function::Firewall, 2, Verdict::Allowed);
const REFUSED: Meaning = meaning(Class::NetworkActivity, Function::Firewall, 5, Verdict::Blocked);
const PASSING: Meaning = meaning(Class::NetworkActivity, Function::Firewall, 6, Verdict::Verb);
const SEEN: Meaning = meaning(Class::NetworkActivity, Function::Firewall, 6, Verdict::None);
const ATTACK: Meaning = meaning(
    Class::NetworkActivity,
    Function::IntrusionPrevention,
    6,
    Verdict::None,
);
const SPOOFED: Meaning = meaning(
    Class::NetworkActivity,
    Function::IntrusionPrevention,
    5,
    Verdict::Blocked,
);
const CONTROL: Meaning = meaning(
    Class::NetworkActivity,
    Function::CommandAndControl,
    6,
    Verdict::Verb,
);
const FLOOD: Meaning = meaning(Class::NetworkActivity, Function::Anomaly, 6, Verdict::None);
// OCSF 4002: 99 other; 4010: 1 upload, 2 download.
const PAGE: Meaning = meaning(Class::HttpActivity, Function::WebFilter, 99, Verdict::Allowed);
const NO_PAGE: Meaning = meaning(Class::HttpActivity, Function::WebFilter, 99, Verdict::Blocked);
const UPLOAD: Meaning = meaning(
    Class::NetworkFileActivity,
    Function::Firewall,
    1,
    Verdict::Allowed,
);
const DOWNLOAD: Meaning = meaning(
    Class::NetworkFileActivity,
    Function::Firewall,
    2,
    Verdict::Allowed,
);
// OCSF 3002: 1 logon, 2 logoff.
const USER_IN: Meaning = meaning(
    Class::Authentication,
    Function::UserAuthentication,
    1,
    Verdict::Succeeded,
);
const USER_NOT_IN: Meaning = meaning(
    Class::Authentication,
    Function::UserAuthentication,
    1,
    Verdict::Failed,
);
const ADMIN_IN: Meaning = meaning(
    Class::Authentication,
    Function::Administration,
    1,
    Verdict::Succeeded,
);
const ADMIN_NOT_IN: Meaning = meaning(
    Class::Authentication,
    Function::Administration,
    1,
    Verdict::Failed,
);
const ADMIN_OUT: Meaning = meaning(
    Class::Authentication,
    Function::Administration,
    2,
    Verdict::Succeeded,
);
const VPN_IN: Meaning = meaning(Class::Authentication, Function::Vpn, 1, Verdict::Succeeded);
const VPN_NOT_IN: Meaning = meaning(Class::Authentication, Function::Vpn, 1, Verdict::Failed);
// OCSF 4014: 1 open, 2 close.
const TUNNEL_UP: Meaning = meaning(Class::TunnelActivity, Function::Vpn, 1, Verdict::Succeeded);
const TUNNEL_DOWN: Meaning = meaning(Class::TunnelActivity, Function::Vpn, 2, Verdict::None);
const TUNNEL: Meaning = meaning(Class::TunnelActivity, Function::Vpn, 99, Verdict::None);
const TUNNEL_FAILED: Meaning = meaning(Class::TunnelActivity, Function::Vpn, 99, Verdict::Failed);
// OCSF 5019: 1 log; 6002: 99 other.
const COMMAND: Meaning = meaning(
    Class::DeviceConfigStateChange,
    Function::Administration,
    1,
    Verdict::None,
);
const SYSTEM: Meaning = meaning(Class::ApplicationLifecycle, Function::System, 99, Verdict::None);

const fn message(number: u32, pattern: &'static str, meaning: Meaning) -> Message {
    Message {
        number,
        pattern,
        meaning,
    }
}

/// The patterns of a number, in the order in which they are tried.
pub(super) fn of(number: u32) -> impl Iterator<Item = &'static Message> {
    let first = MESSAGES.partition_point(|message| message.number < number);
    MESSAGES[first..]
        .iter()
        .take_while(move |message| message.number == number)
}

/// Numbers whose sentences hold `key = value`.
pub(super) fn has_pairs(number: u32) -> bool {
    matches!(number, 109_000..=109_999 | 113_003..=113_019 | 713_000..=715_999 | 716_038..=716_040)
}

/// What messages of a group mean that have no pattern of their own.
pub(super) fn of_group(number: u32) -> Meaning {
    match number / 1_000 {
        106 | 313 | 322 => REFUSED,
        109 | 113 => meaning(
            Class::Authentication,
            Function::UserAuthentication,
            99,
            Verdict::None,
        ),
        111 | 112 | 208 | 308 | 502 | 505 => COMMAND,
        605 | 606 | 611 => meaning(Class::Authentication, Function::Administration, 99, Verdict::None),
        302
        | 303
        | 305
        | 110
        | 201
        | 202
        | 209
        | 405..=408
        | 410
        | 415
        | 418..=420
        | 431
        | 434
        | 500
        | 507
        | 607..=609
        | 703
        | 710
        | 725
        | 805 => SEEN,
        304 => PAGE,
        338 => CONTROL,
        400 | 401 => ATTACK,
        733 => FLOOD,
        316 | 402 | 404 | 602 | 702 | 713..=719 | 721 | 722 | 724 | 734 | 737 | 746 | 750..=753 => TUNNEL,
        _ => SYSTEM,
    }
}

/// In the order of numbers.
#[rustfmt::skip]
static MESSAGES: &[Message] = &[
    message(106_001, "<dir> <proto> connection denied from <s> to <d> flags <_> on interface <sif>", REFUSED),
    message(106_002, "<proto> Connection denied by outbound list <acl> src <s> dest <d>", REFUSED),
    message(106_006, "Deny <dir> <proto> from <s> to <d> on interface <sif>", REFUSED),
    message(106_007, "Deny <dir> <proto> from <s> to <d> due to <reason>", REFUSED),
    message(106_010, "Deny <dir> <proto> src <s> dst <d>", REFUSED),
    message(106_012, "Deny IP from <s> to <d>, IP options", REFUSED),
    message(106_013, "Dropping echo request from <s> to PAT address <d>", REFUSED),
    message(106_014, "Deny <dir> <proto> src <s> dst <d>", REFUSED),
    message(106_015, "Deny <proto> (no connection) from <s> to <d> flags <_> on interface <sif>", REFUSED),
    message(106_016, "Deny IP spoof from <s> to <d> on interface <sif>", SPOOFED),
    message(106_017, "Deny IP due to Land Attack from <s> to <d>", SPOOFED),
    message(106_018, "<proto> packet type <_> denied by outbound list <acl> src <s> dest <d>", REFUSED),
    message(106_020, "Deny IP teardrop fragment (<_>) from <s> to <d>", SPOOFED),
    message(106_021, "Deny <proto> reverse path check from <s> to <d> on interface <sif>", SPOOFED),
    message(106_022, "Deny <proto> connection spoof from <s> to <d> on interface <sif>", SPOOFED),
    message(106_023, "Deny <proto> src <s> dst <d> by access-group \"<acl>\"", REFUSED),
    message(106_023, "Deny <proto> src <s> dst <d> by access-group <acl> [", REFUSED),
    message(106_023, "Deny <proto> src <s> dst <d> by ", REFUSED),
    message(106_100, "access-list <acl> <verb> <proto> <s> -> <d> hit-cnt <count> ", PASSING),
    message(106_102, "access-list <acl> <verb> <proto> for user <user> <s> -> <d> hit-cnt <count> ", PASSING),
    message(106_103, "access-list <acl> <verb> <proto> for user <user> <s> -> <d> hit-cnt <count> ", PASSING),
    message(109_005, "Authentication succeeded for user <user> from <s> to <d> on interface <sif>", USER_IN),
    message(109_006, "Authentication failed for user <user> from <s> to <d> on interface <sif>", USER_NOT_IN),
    message(109_007, "Authorization permitted for user <user> from <s> to <d> on interface <sif>", USER_IN),
    message(109_008, "Authorization denied for user <user> from <s> to <d> on interface <sif>", USER_NOT_IN),
    message(110_002, "Failed to locate egress interface for <proto> from <s> to <d>", REFUSED),
    message(110_003, "Routing failed to locate next hop for <proto> from <s> to <d>", REFUSED),
    message(111_001, "Begin configuration: <s> writing to ", COMMAND),
    message(111_004, "<s> end configuration: ", COMMAND),
    message(111_005, "<s> end configuration: ", COMMAND),
    message(111_008, "User '<user>' executed the '<cmd>' command", COMMAND),
    message(111_009, "User '<user>' executed cmd: <cmd>", COMMAND),
    message(111_010, "User '<user>', running '<_>' from IP <s>, executed '<cmd>'", COMMAND),
    message(113_004, "", USER_IN),
    message(113_005, "", USER_NOT_IN),
    message(113_006, "User '<user>' locked out", USER_NOT_IN),
    message(113_008, "", USER_IN),
    message(113_012, "", USER_IN),
    message(113_015, "", USER_NOT_IN),
    message(113_019, "", TUNNEL_DOWN),
    message(113_021, "Attempted console login failed. User <user> did NOT", ADMIN_NOT_IN),
    message(113_021, "Attempted console login failed user '<user>'", ADMIN_NOT_IN),
    message(113_029, "Group <group> User <user> IP <s> <reason>", VPN_NOT_IN),
    message(113_030, "Group <group> User <user> IP <s> <reason>", VPN_NOT_IN),
    message(113_031, "Group <group> User <user> IP <s> <reason>", TUNNEL),
    message(113_032, "Group <group> User <user> IP <s> <reason>", TUNNEL),
    message(113_033, "Group <group> User <user> IP <s> <reason>", VPN_NOT_IN),
    message(113_034, "Group <group> User <user> IP <s> <reason>", TUNNEL),
    message(113_035, "Group <group> User <user> IP <s> <reason>", VPN_NOT_IN),
    message(113_036, "Group <group> User <user> IP <s> <reason>", TUNNEL),
    message(113_038, "Group <group> User <user> IP <s> <reason>", VPN_NOT_IN),
    message(113_039, "Group <group> User <user> IP <s> <reason>", VPN_IN),
    message(113_040, "Terminating the VPN connection attempt from <group>. Reason: <reason>", VPN_NOT_IN),
    message(302_013, "Built <dir> <proto> connection <id> for <a> to <b>", OPENED),
    message(302_014, "Teardown <proto> connection <id> for <a> to <b> duration <duration> bytes <bytes> <reason>", CLOSED),
    message(302_014, "Teardown <proto> connection <id> for <a> to <b> duration <duration> bytes <bytes>", CLOSED),
    message(302_015, "Built <dir> <proto> connection <id> for <a> to <b>", OPENED),
    message(302_016, "Teardown <proto> connection <id> for <a> to <b> duration <duration> bytes <bytes>", CLOSED),
    message(302_017, "Built <dir> <proto> connection <id> from <a> to <b>", OPENED),
    message(302_018, "Teardown <proto> connection <id> from <a> to <b> duration <duration> bytes <bytes>", CLOSED),
    message(302_020, "Built <dir> <proto> connection for faddr <a> gaddr <_> laddr <b> type", OPENED),
    message(302_020, "Built <dir> <proto> connection for faddr <a> gaddr <_> laddr <b>", OPENED),
    message(302_021, "Teardown <proto> connection for faddr <d> gaddr <_> laddr <s> type", CLOSED),
    message(302_021, "Teardown <proto> connection for faddr <d> gaddr <_> laddr <s>", CLOSED),
    message(302_022, "Built <_> stub <proto> connection for <a> to <b>", OPENED),
    message(302_023, "Teardown stub <proto> connection for <a> to <b> duration <duration> forwarded bytes <bytes> <reason>", CLOSED),
    message(302_024, "Built <_> stub <proto> connection for <a> to <b>", OPENED),
    message(302_025, "Teardown stub <proto> connection for <a> to <b> duration <duration> forwarded bytes <bytes> <reason>", CLOSED),
    message(302_026, "Built <_> stub <proto> connection for <a> to <b>", OPENED),
    message(302_027, "Teardown stub <proto> connection for <a> to <b> duration <duration> forwarded bytes <bytes> <reason>", CLOSED),
    message(302_303, "Built <proto> state-bypass connection <id> from <s> to <d>", OPENED),
    message(302_304, "Teardown <proto> state-bypass connection <id> from <s> to <d> duration <duration> bytes <bytes> <reason>", CLOSED),
    message(302_305, "Built <proto> state-bypass connection <id> for <s> to <d>", OPENED),
    message(302_306, "Teardown <proto> state-bypass connection <id> for <s> to <d> duration <duration> bytes <bytes> <reason>", CLOSED),
    message(303_002, "FTP connection from <s> to <d>, user <user> Stored file <file>", UPLOAD),
    message(303_002, "FTP connection from <s> to <d>, user <user> Retrieved file <file>", DOWNLOAD),
    message(304_001, "<s> Accessed URL <d>:<url>", PAGE),
    message(304_001, "<s> Accessed JAVA URL <d>:<url>", PAGE),
    message(304_002, "Access denied URL <url> SRC <s> DEST <d> on interface <sif>", NO_PAGE),
    message(304_002, "Access denied URL <url> SRC <s> DEST <d>", NO_PAGE),
    message(305_005, "No translation group found for <proto> src <s> dst <d>", REFUSED),
    message(305_006, "<_> translation creation failed for <proto> src <s> dst <d>", REFUSED),
    message(305_011, "Built <_> <proto> translation from <s> to <d>", SEEN),
    message(305_012, "Teardown <_> <proto> translation from <s> to <d> duration <duration>", SEEN),
    message(305_013, "Asymmetric NAT rules matched for forward and reverse flows; Connection for <proto> src <s> dst <d> denied", REFUSED),
    message(313_001, "Denied <proto> type=<_>, code=<_> from <s> on interface <sif>", REFUSED),
    message(313_004, "Denied <proto> type=<_>, from laddr <s> on interface <sif> to <d>: <reason>", REFUSED),
    message(313_004, "Denied <proto> type=<_>, from <s> on interface <sif> to <d>: <reason>", REFUSED),
    message(313_005, "No matching connection for ICMP error message: <proto> src <s> dst <d> (type <_>) on <sif> interface.<_>Original IP payload: <_> src <sp> dst <dp>", REFUSED),
    message(313_005, "No matching connection for ICMP error message: <proto> src <s> dst <d> (type <_>) on <sif> interface", REFUSED),
    message(313_008, "Denied <proto> type=<_>, code=<_> from <s> on interface <sif>", REFUSED),
    message(313_009, "Denied invalid <proto> code <_>, for <s> (<_>) to <d> (", REFUSED),
    message(322_001, "Deny MAC address <mac>, possible spoof attempt on interface <sif>", SPOOFED),
    message(338_001, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_002, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_002, "Dynamic <_>ilter <verb> black listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_003, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_004, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_005, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_006, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_007, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_008, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_201, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_202, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_203, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(338_204, "Dynamic <_>ilter <verb> <_>listed <proto> traffic from <s> to <d>, <_> resolved from <_> list: <host>", CONTROL),
    message(401_004, "Shunned packet: <s> ==> <d> on interface <sif>", REFUSED),
    message(410_001, "Dropped <proto> DNS <_> from <s> to <d>;", REFUSED),
    message(419_002, "Duplicate <proto> SYN from <s> to <d> with ", SPOOFED),
    message(434_002, "SFR requested to drop <proto> packet from <s> to <d>", REFUSED),
    message(434_004, "SFR requested ASA to bypass further packet redirection and process <proto> flow from <s> to <d> locally", SEEN),
    message(500_003, "Bad <proto> hdr length (<_>) from <s> to <d>, flags", REFUSED),
    message(500_004, "Invalid transport field for protocol=<proto>, from <s> to <d>", REFUSED),
    message(502_103, "User priv level changed: Uname: <user> From: <_> To: ", COMMAND),
    message(507_003, "<proto> flow from <s> to <d> terminated by inspection engine, reason - <reason>", REFUSED),
    message(602_303, "IPSEC: An <dir> <_> SA (SPI= <id>) between <s> and <d> (user= <user>) has been created", TUNNEL_UP),
    message(602_304, "IPSEC: An <dir> <_> SA (SPI= <id>) between <s> and <d> (user= <user>) has been deleted", TUNNEL_DOWN),
    message(605_004, "Login denied from <s> to <d> for user \"<user>\"", ADMIN_NOT_IN),
    message(605_005, "Login permitted from <s> to <d> for user \"<user>\"", ADMIN_IN),
    message(607_001, "Pre-allocate SIP <_> <proto> secondary channel for <d> to <s> from ", SEEN),
    message(609_001, "Built local-host <s>", SEEN),
    message(609_002, "Teardown local-host <s> duration <duration>", SEEN),
    message(611_101, "User authentication succeeded: IP address: <s>, Uname: <user>", ADMIN_IN),
    message(611_101, "User authentication succeeded: Uname: <user>", ADMIN_IN),
    message(611_102, "User authentication failed: IP address: <s>, Uname: <user>", ADMIN_NOT_IN),
    message(611_102, "User authentication failed: Uname: <user>", ADMIN_NOT_IN),
    message(611_103, "User logged out: Uname: <user>", ADMIN_OUT),
    message(710_001, "<proto> access requested from <s> to <d>", SEEN),
    message(710_002, "<proto> access permitted from <s> to <d>", OPENED),
    message(710_003, "<proto> access denied by ACL from <s> to <d>", REFUSED),
    message(710_005, "<proto> request discarded from <s> to <d>", REFUSED),
    message(710_006, "<proto> request discarded from <s> to <d>", REFUSED),
    message(713_049, "", TUNNEL_UP),
    message(713_120, "", TUNNEL_UP),
    message(716_001, "Group <group> User <user> IP <s> <reason>", TUNNEL_UP),
    message(716_002, "Group <group> User <user> IP <s> <_>: <reason>", TUNNEL_DOWN),
    message(716_038, "Group <group> User <user> IP <s> Authentication: successful", VPN_IN),
    message(716_038, "Authentication: successful, group = <group> user = <user> , Session Type: ", VPN_IN),
    message(716_038, "", VPN_IN),
    message(716_039, "Group <group> User <user> IP <s> Authentication: rejected", VPN_NOT_IN),
    message(716_039, "Authentication: rejected, group = <group> user = <user> , Session Type: ", VPN_NOT_IN),
    message(716_039, "", VPN_NOT_IN),
    message(722_011, "Group <group> User <user> IP <s> <reason>", TUNNEL),
    message(722_022, "Group <group> User <user> IP <s> <reason>", TUNNEL_UP),
    message(722_023, "Group <group> User <user> IP <s> <reason>", TUNNEL_DOWN),
    message(722_033, "Group <group> User <user> IP <s> <reason>", TUNNEL_UP),
    message(722_034, "Group <group> User <user> IP <s> <reason>", TUNNEL_UP),
    message(722_037, "Group <group> User <user> IP <s> <reason>", TUNNEL_DOWN),
    message(722_051, "Group <group> User <user> IP <s> IPv4 Address <_> IPv6 address ", TUNNEL_UP),
    message(722_055, "Group <group> User <user> IP <s> Client Type: ", TUNNEL),
    message(733_100, "[<object>] drop rate-<_> exceeded", FLOOD),
    message(733_102, "Threat-detection adds host <s> to shun list", FLOOD),
    message(734_001, "DAP: User <user>, Addr <s>, Connection <_>:", TUNNEL),
    message(746_012, "user-identity: Add IP-User mapping <s> - <user> Succeeded", USER_IN),
    message(750_001, "Local:<d> Remote:<s> Username:<user> ", TUNNEL),
    message(750_002, "Local:<d> Remote:<s> Username:<user> ", TUNNEL),
    message(750_003, "Local:<d> Remote:<s> Username:<user> Negotiation aborted due to ERROR: <reason>", TUNNEL_FAILED),
    message(750_006, "Local:<d> Remote:<s> Username:<user> ", TUNNEL_UP),
    message(751_011, "Local:<d> Remote:<s> Username:<user> ", TUNNEL_FAILED),
    message(805_001, "Offloaded <proto> Flow for connection <id> from <s> to <d>", SEEN),
    message(805_002, "<proto> Flow is no longer offloaded for connection <id> from <s> to <d>", SEEN),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_in_the_order_of_their_numbers() {
        assert!(MESSAGES.is_sorted_by_key(|message| message.number));
    }

    #[test]
    fn no_two_names_of_a_pattern_stand_side_by_side() {
        for message in MESSAGES {
            assert!(!message.pattern.contains("><"), "{}", message.pattern);
        }
    }
}
