import { defineConfig } from 'vite';

// Two builds: `vite build` makes the pages, `vite build --mode widget` the one file other sites embed.
export default defineConfig(({ mode }) => ({
  root: 'src/web/page',
  base: '/',
  build: {
    outDir: '../../../dist/web',
    target: 'es2022',
    emptyOutDir: mode !== 'widget',
    copyPublicDir: mode !== 'widget',
    // Fonts stay files: most people never load the Khmer one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    ...(mode === 'widget'
      ? {
          lib: {
            entry: 'widget.tsx',
            formats: ['iife' as const],
            name: 'motCuaWidget',
            fileName: () => 'widget.js',
          },
        }
      : { rollupOptions: { input: ['src/web/page/index.html', 'src/web/page/demo.html'] } }),
  },
}));
