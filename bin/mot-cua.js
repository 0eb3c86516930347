#!/usr/bin/env node
import '../dist/app/cli/mot-cua.js';
