use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;
use thiserror::Error;

/// The institute's own balancers: what they say of a client's address in `X-Forwarded-For` is
/// believed, and of nobody else. None unless told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Most addresses or networks of balancers.
const MAX_PROXIES: usize = 64;
/// Most balancers behind each other: further back than this nothing is read.
const MAX_HOPS: usize = 8;
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Why a text does not name balancers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustedProxiesError {
    /// Neither an address nor a network.
    #[error(
        "«{0}» no es una dirección ni una red; escriba, separadas por comas, las de los \
         balanceadores, como 10.0.0.5, 10.1.0.0/24"
    )]
    Network(String),
    /// Everybody could say that they are somebody else.
    #[error("«{0}» son todas las direcciones; escriba solo las de los balanceadores")]
    Everybody(String),
    /// More than there can be.
    #[error("son más de {MAX_PROXIES} direcciones; escriba la red de los balanceadores")]
    TooMany,
}

impl FromStr for TrustedProxies {
    type Err = TrustedProxiesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        let networks: Vec<_> = names.map(network).collect::<Result<_, _>>()?;
        if networks.len() > MAX_PROXIES {
            return Err(TrustedProxiesError::TooMany);
        }
        Ok(Self(networks))
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.pad(&names.join(", "))
    }
}

fn network(name: &str) -> Result<IpNet, TrustedProxiesError> {
    let wrong = || TrustedProxiesError::Network(name.to_owned());
    let network: IpNet = match name.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().into(),
        Err(_) => name.parse().map_err(|_| wrong())?,
    };
    if network.prefix_len() == 0 {
        return Err(TrustedProxiesError::Everybody(name.to_owned()));
    }
    Ok(network)
}

impl TrustedProxies {
    /// The address of whoever sent a request over a connection from `peer`: the peer itself, unless
    /// it is a balancer of ours; then the nearest address before it that is none. What stands further
    /// back was written by the client and is not read.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for hop in hops.take(MAX_HOPS) {
            if !self.trusts(client) {
                break;
            }
            // What a balancer of ours did not understand is nobody: it stands for itself.
            let Some(address) = address(hop.trim()) else {
                break;
            };
            client = address;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address as balancers write it, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse::<IpAddr>();
    let address = address.or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn proxies(text: &str) -> TrustedProxies {
        text.parse().unwrap()
    }

    fn client(proxies: &TrustedProxies, peer: &str, lines: &[&[u8]]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            let line = HeaderValue::from_bytes(line).unwrap();
            headers.append(FORWARDED_FOR, line);
        }
        let peer = peer.parse().unwrap();
        proxies.client(peer, &headers).to_string()
    }

    #[test]
    fn without_balancers_only_the_connection_counts() {
        let none = TrustedProxies::default();
        assert_eq!(client(&none, "192.0.2.7", &[b"198.51.100.1"]), "192.0.2.7");
        assert_eq!(none, proxies(" , "));
    }

    #[test]
    fn a_balancer_of_ours_is_believed_and_a_stranger_is_not() {
        let ours = proxies("10.0.0.0/24, 2001:db8::1");
        for (peer, line, expected) in [
            ("10.0.0.5", "203.0.113.9", "203.0.113.9"),
            ("::ffff:10.0.0.5", "203.0.113.9", "203.0.113.9"),
            ("2001:db8::1", "2001:db8:f::2", "2001:db8:f::2"),
            ("10.0.1.5", "203.0.113.9", "10.0.1.5"),
            ("2001:db8::2", "203.0.113.9", "2001:db8::2"),
        ] {
            assert_eq!(client(&ours, peer, &[line.as_bytes()]), expected, "{peer}");
        }
    }

    #[test]
    fn what_a_client_wrote_itself_is_not_read() {
        let ours = proxies("10.0.0.5");
        for lines in [
            &[b"198.51.100.1, 203.0.113.9".as_slice()][..],
            &[b"198.51.100.1", b"203.0.113.9"],
            &[b"10.0.0.5,10.0.0.5,203.0.113.9"],
            &[b"basura,203.0.113.9:49152"],
            &[b"\xff\xfe", b"203.0.113.9"],
        ] {
            assert_eq!(client(&ours, "10.0.0.5", lines), "203.0.113.9", "{lines:?}");
        }
    }

    #[test]
    fn balancers_behind_each_other_are_passed_over() {
        let ours = proxies("10.0.0.0/8");
        let lines: &[&[u8]] = &[b"1.2.3.4, 203.0.113.9, 10.2.0.1", b"10.3.0.1"];
        assert_eq!(client(&ours, "10.0.0.5", lines), "203.0.113.9");
        assert_eq!(client(&ours, "10.0.0.5", &[b"10.2.0.1"]), "10.2.0.1");
        let endless = "10.0.0.1,".repeat(1_000) + "10.0.0.9";
        assert_eq!(client(&ours, "10.0.0.5", &[endless.as_bytes()]), "10.0.0.1");
    }

    #[test]
    fn what_is_no_address_stands_for_the_balancer() {
        let ours = proxies("10.0.0.5");
        for line in [
            "",
            "unknown",
            "_hidden",
            "203.0.113.9, ",
            "1.2.3.4.5",
            "::g",
        ] {
            let found = client(&ours, "10.0.0.5", &[line.as_bytes()]);
            assert_eq!(found, "10.0.0.5", "{line}");
        }
        assert_eq!(client(&ours, "10.0.0.5", &[b"\xff"]), "10.0.0.5");
        assert_eq!(client(&ours, "10.0.0.5", &[]), "10.0.0.5");
    }

    #[test]
    fn ports_and_brackets_are_read() {
        let ours = proxies("10.0.0.5");
        for line in ["[2001:db8::7]:443", "[2001:db8::7]", "2001:db8::7"] {
            let found = client(&ours, "10.0.0.5", &[line.as_bytes()]);
            assert_eq!(found, "2001:db8::7", "{line}");
        }
    }

    #[test]
    fn what_names_no_balancers_is_refused_and_says_what_to_write() {
        for text in [
            "balanceador",
            "10.0.0.300",
            "10.0.0.0/33",
            "10.0.0.5; 10.0.0.6",
        ] {
            let refused = text.parse::<TrustedProxies>().unwrap_err();
            assert!(matches!(refused, TrustedProxiesError::Network(_)), "{text}");
            assert!(refused.to_string().contains("10.1.0.0/24"));
        }
        for text in ["0.0.0.0/0", "10.0.0.5, ::/0"] {
            let refused = text.parse::<TrustedProxies>().unwrap_err();
            assert!(
                matches!(refused, TrustedProxiesError::Everybody(_)),
                "{text}"
            );
        }
        let many = vec!["10.0.0.5"; 65].join(",");
        assert_eq!(
            many.parse::<TrustedProxies>(),
            Err(TrustedProxiesError::TooMany)
        );
    }
}
