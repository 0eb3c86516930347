#!/usr/bin/env node
import '../dist/cli/mot-cua.js';
