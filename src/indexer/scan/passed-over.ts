/** Folders and files of systems and programs that hold no photos of one's own: they are passed over, hidden ones included. */

/** Names in lower case: trash, snapshots, thumbnails and settings of storage devices, systems and programs. */
const FOLDERS: ReadonlySet<string> = new Set([
  // Synology, QNAP and other storage devices: thumbnails, trash, snapshots, transfers
  ...['@eadir', '#recycle', '#snapshot', '@recycle', '@recently-snapshot', '.@__thumb', '@tmp', '@sharebin'],
  // Windows
  ...['$recycle.bin', 'recycler', 'system volume information'],
  // macOS, and what its archives leave behind
  ...['.trashes', '.trash', '.spotlight-v100', '.fseventsd', '.documentrevisions-v100', '.temporaryitems', '__macosx'],
  // Linux and its file systems
  ...['lost+found', '.snapshots', '.zfs', '.thumbnails'],
  // Programs: digiKam's trash, old versions of Syncthing, version control, packages
  ...['.dtrash', '.stversions', '.stfolder', '.git', 'node_modules'],
]);

/** `.Trash-1000` of the FreeDesktop trash, and the previews of Lightroom Classic. */
const FOLDER_PATTERN = /^\.trash-\d+$|\.lrdata$/i;

/** Libraries of Photos, iPhoto and Aperture, and catalogues of Capture One: folders that hold originals beside derived images. */
const PACKAGE = /\.(photoslibrary|photolibrary|aplibrary|migratedphotolibrary|migratedaplibrary|cocatalog)$/i;

/** The folders of a package that hold originals, in lower case. */
const ORIGINALS: ReadonlySet<string> = new Set(['originals', 'masters']);

/**
 * Copies that ExifTool writes before it edits, and its unfinished files (`IMG_1.jpg_original`, `IMG_1.jpg_exiftool_tmp`); transfers under way of
 * browsers and of programs that download or upload.
 */
const FILE_PATTERN =
  /\.\w+_(original|exiftool_tmp)$|\.(part|partial|filepart|crdownload|opdownload|tmp|temp|aria2|!ut|!qb)$/i;

/** A file that says that its folder, and all below it, is not for galleries (Android). */
export const NO_MEDIA_FILE = '.nomedia';

/** Whether the file or folder of this name is passed over, whatever the rules of the root are. */
export function isPassedOver(name: string, parentName: string, isFolder: boolean): boolean {
  if (name.startsWith('._')) return true;
  if (!isFolder) return FILE_PATTERN.test(name);
  const key = name.toLowerCase();
  if (PACKAGE.test(parentName) && !ORIGINALS.has(key)) return true;
  return FOLDERS.has(key) || FOLDER_PATTERN.test(name);
}
