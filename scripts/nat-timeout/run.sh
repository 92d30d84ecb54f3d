#!/usr/bin/env bash
# Shows that a long call survives a network which forgets silent connections, as hosted runners'
# does, and that TCP keep-alive is why: the same call without it is lost.
#
#   client ── nat ── server     three network namespaces; nat forwards with connection tracking,
#                               forgets a connection after 60 s of silence and then drops its packets
#
# Takes about 7 minutes. Needs Linux, root, iproute2, nftables and `npm run build` before.
# Usage: scripts/nat-timeout/run.sh [minutes of silence, default 6]
set -euo pipefail
cd "$(dirname "$0")/../.."

minutes=${1:-6}
idle_timeout=60
client="fc-client-$$" nat="fc-nat-$$" server="fc-server-$$"

cleanup() {
  local job
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  wait || true
  for namespace in "$client" "$nat" "$server"; do ip netns del "$namespace" 2>/dev/null || true; done
}
trap cleanup EXIT

inside() { ip netns exec "$@"; }

for namespace in "$client" "$nat" "$server"; do
  ip netns add "$namespace"
  inside "$namespace" ip link set lo up
done
ip -n "$client" link add eth0 type veth peer name client netns "$nat"
ip -n "$server" link add eth0 type veth peer name server netns "$nat"
for end in "$client eth0 10.77.1.2" "$nat client 10.77.1.1" "$nat server 10.77.2.1" "$server eth0 10.77.2.2"; do
  read -r namespace device address <<<"$end"
  ip -n "$namespace" address add "$address/24" dev "$device"
  ip -n "$namespace" link set "$device" up
done
ip -n "$client" route add default via 10.77.1.1
ip -n "$server" route add default via 10.77.2.1
inside "$nat" sysctl -qw net.ipv4.ip_forward=1

inside "$nat" nft -f - <<'RULES'
table ip nat_gateway {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established accept
    ct state new tcp flags & (syn | ack) == syn accept
    counter name forgotten drop
  }
  counter forgotten {}
}
RULES
# A packet in the middle of a forgotten connection must not start to track it again.
inside "$nat" sysctl -qw \
  "net.netfilter.nf_conntrack_tcp_timeout_established=$idle_timeout" \
  net.netfilter.nf_conntrack_tcp_loose=0

FC_KEY_ID="LTAI$(head -c 64 /dev/urandom | base64 | tr -dc A-Za-z0-9 | head -c 20)"
FC_KEY_SECRET="$(head -c 64 /dev/urandom | base64 | tr -dc A-Za-z0-9 | head -c 30)"
export FC_KEY_ID FC_KEY_SECRET

echo "Connections are forgotten after $idle_timeout s of silence; the function is silent for $minutes min."
inside "$server" npx tsx scripts/nat-timeout/call.ts serve &
echo 'Both calls run at the same time:'
inside "$client" npx tsx scripts/nat-timeout/call.ts with-keep-alive "$minutes" &
with=$!
inside "$client" npx tsx scripts/nat-timeout/call.ts without-keep-alive "$minutes" &
without=$!

status=0
wait "$with" || status=1
wait "$without" || status=1
inside "$nat" nft list counter ip nat_gateway forgotten | grep packets | sed 's/^[[:space:]]*/Dropped as forgotten: /'
[ "$status" = 0 ] && echo 'As expected: keep-alive is what the call survives by.' || echo 'NOT as expected.'
exit "$status"
