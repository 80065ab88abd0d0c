import { experiment, type Options } from "./experiment.ts";

// Runs in a process of its own: the options come as its argument, the result goes to standard output.
console.log(JSON.stringify(await experiment(JSON.parse(process.argv[2]) as Options)));
