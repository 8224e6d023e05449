export { answer } from './gateway.js';
