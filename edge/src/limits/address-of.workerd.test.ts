import { expect, test } from "vitest";
import { addressOf } from "./address-of.ts";

const of = (address?: string) =>
  addressOf(new Request("https://edge.test/", address === undefined ? {} : { headers: { "CF-Connecting-IP": address } }));

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["1::2:3:4:5:6:7", "1:0:2:3::/64"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::ffff:c000:207", "192.0.2.7"],
])("%s is counted as %s", (address, counted) => {
  expect(of(address)).toBe(counted);
});

test.each([undefined, "", "unknown", "192.0.2", "2001:db8::1::2", "fe80::1%eth0", "[::1]", "1, 2", "::1]/x", "a".repeat(9_999)])(
  "whose address is %j is counted with all others of whom none is known",
  (address) => {
    expect(of(address)).toBe("unknown");
  },
);
