/** The package has no types. */
declare module 'draco3dgltf' {
  const draco: {
    /** The WebAssembly decoder, for glTF Transform. */
    createDecoderModule(): Promise<object>;
    createEncoderModule(): Promise<object>;
  };
  export default draco;
}
