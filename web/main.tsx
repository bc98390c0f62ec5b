import { render } from 'preact';
import { takeKeyFromAddress, watchKeyLinks } from './access/key-link.js';
import { App } from './app.js';
import { startLanguage } from './language/translate.js';
import './styles/base.css';
import './styles/search.css';
import './styles/home.css';
import './styles/results.css';
import './styles/photo.css';
import './styles/media.css';
import './styles/pages.css';

const page = document.getElementById('page');
if (page !== null) {
  await startLanguage();
  watchKeyLinks();
  render(<App keyError={await takeKeyFromAddress()} />, page);
}
