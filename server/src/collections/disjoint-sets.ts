/** Sets that are joined again and again (Tarjan 1975); who was never joined is in none. */
export function disjointSets<Member>() {
  const parents = new Map<Member, Member>();

  function rootOf(member: Member): Member {
    let root = member;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent;
    // So that the way is shorter next time.
    for (let one = member; one !== root;) {
      const parent = parents.get(one) ?? root;
      parents.set(one, root);
      one = parent;
    }
    return root;
  }

  return {
    join(a: Member, b: Member): void {
      const [one, other] = [rootOf(a), rootOf(b)];
      parents.set(one, one);
      parents.set(other, one);
    },

    /** Of two members at least. */
    all(): Member[][] {
      const sets = new Map<Member, Member[]>();
      for (const member of parents.keys()) {
        const root = rootOf(member);
        const set = sets.get(root);
        if (set) set.push(member);
        else sets.set(root, [member]);
      }
      return [...sets.values()].filter((set) => set.length > 1);
    },
  };
}
