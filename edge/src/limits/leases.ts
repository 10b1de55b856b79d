import type { Taken, Wanted } from "./count.ts";

/** Asks the budget of that name, which counts for all isolates. */
export type Ask = (name: string, wanted: Wanted) => Promise<Taken>;

export interface Spent {
  readonly admitted: boolean;
  /** What is left of the window, as far as is known here. */
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/**
 * What an isolate may give out of budgets without asking. Leases end with the window they are of. What one holds is
 * counted as used already, so whatever is lost with an isolate makes the limit stricter, never milder.
 */
export interface Leases {
  spend(name: string, cost: number, limit: number): Promise<Spent>;
  /** Takes calls away that nobody makes: as many as there are, up to the cost. */
  burn(name: string, cost: number, limit: number): Promise<void>;
}

interface Lease {
  left: number;
  /** What the budget had left when it was last asked. */
  elsewhere: number;
  endsAt: number;
  /** The budget has no more in this window: it need not be asked. */
  isLast: boolean;
  /** When a batch was asked for that has not come yet. */
  askedAt: number | undefined;
}

/** So many budgets at once, at most. Who is forgotten loses a lease and asks again. */
const mostLeases = 10_000;
/** After this a batch is taken for lost: the call that asked for it was cancelled. */
const patience = 1_000;

export function createLeases(ask: Ask, now: () => number): Leases {
  const leases = new Map<string, Lease>();

  /** By limit too: what was leased under a high limit is nothing for a caller with a lower one. */
  const leaseOf = (name: string, limit: number): Lease => {
    const key = `${limit} ${name}`;
    let lease = leases.get(key);
    if (!lease) {
      if (leases.size >= mostLeases) leases.delete(leases.keys().next().value!);
      leases.set(key, (lease = { left: 0, elsewhere: 0, endsAt: 0, isLast: false, askedAt: undefined }));
    }
    if (lease.endsAt <= now()) Object.assign(lease, { left: 0, elsewhere: 0, isLast: false });
    return lease;
  };

  /**
   * Each call asks for itself, and never waits for what another has asked: a promise of another request may never
   * settle on Workers, if that request is cancelled. One at a time asks for a batch; the others for what they need.
   */
  const more = async (lease: Lease, name: string, need: number, limit: number, mayBatch: boolean): Promise<Taken> => {
    const begun = now();
    const batch = mayBatch && (lease.askedAt === undefined || begun - lease.askedAt > patience);
    if (batch) lease.askedAt = begun;
    try {
      const taken = await ask(name, { need, batch, limit });
      if (taken.endsAt > lease.endsAt) Object.assign(lease, { left: 0, isLast: false, endsAt: taken.endsAt });
      if (taken.endsAt === lease.endsAt) {
        lease.elsewhere = taken.left;
        lease.isLast ||= taken.granted < need;
      }
      return taken;
    } finally {
      if (batch) lease.askedAt = undefined;
    }
  };

  const spentOf = ({ left, elsewhere, endsAt }: Lease, admitted: boolean): Spent => ({
    admitted,
    left: left + elsewhere,
    endsAt,
  });

  return {
    spend: async (name, cost, limit) => {
      const lease = leaseOf(name, limit);
      if (lease.left >= cost) {
        lease.left -= cost;
        return spentOf(lease, true);
      }
      if (lease.isLast) return spentOf(lease, false);
      // Taken out before more is asked for, so that no call beside this one counts on it.
      const [own, window] = [lease.left, lease.endsAt];
      const need = cost - own;
      lease.left = 0;
      const { granted, endsAt } = await more(lease, name, need, limit, true);
      const [ownIsGood, grantIsGood] = [window === lease.endsAt, endsAt === lease.endsAt];
      if (granted >= need) {
        if (grantIsGood) lease.left += granted - need;
        return spentOf(lease, true);
      }
      // Too little came: it is put back, to what others may have brought meanwhile.
      if (ownIsGood) lease.left += own;
      if (grantIsGood) lease.left += granted;
      const admitted = lease.left >= cost;
      if (admitted) lease.left -= cost;
      return spentOf(lease, admitted);
    },

    burn: async (name, cost, limit) => {
      const lease = leaseOf(name, limit);
      const here = Math.min(lease.left, cost);
      lease.left -= here;
      if (here < cost && !lease.isLast) await more(lease, name, cost - here, limit, false);
    },
  };
}
