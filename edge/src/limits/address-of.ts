/** Those of whom no address is known are counted together. */
const unknown = "unknown";

/**
 * Who calls, as far as limits go: the address that Cloudflare has seen, which no client can set. Of an IPv6 address
 * the first 64 bits, because the rest is the client's to choose (RFC 4291, section 2.5.1): each of its 2^64 would have
 * a budget of its own.
 */
export function addressOf({ headers }: Request): string {
  const address = headers.get("cf-connecting-ip") ?? "";
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return address;
  const groups = groupsOf(address);
  if (!groups) return unknown;
  // An IPv4 address in IPv6's clothes (RFC 4291, section 2.5.5.2) is counted with its bare self.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff) {
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join(".");
  }
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(":")}::/64`;
}

/** Eight numbers of 16 bits. */
function groupsOf(address: string): number[] | undefined {
  if (!/^[0-9A-Fa-f:.]{2,45}$/.test(address)) return undefined;
  let canonical: string;
  try {
    canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
  const [head = "", tail] = canonical.split("::");
  const [before, after] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array.from({ length: 8 - before!.length - after!.length }, () => "0");
  return [...before!, ...zeros, ...after!].map((group) => Number.parseInt(group, 16));
}
