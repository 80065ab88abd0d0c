/** What is made of a name, once. */
/* @__NO_SIDE_EFFECTS__ */
export function byName<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}
