export * from './directives.js';
