#!/usr/bin/env node
// A file that is there before the build, so that installing a fresh clone links the command.
import "../dist/main.js";
