import { join } from 'node:path'
import type { Configuration, FileSet } from 'electron-builder'
import type { ElectronRuntime } from './electron-runtime.ts'

const icons = 'build/icons'

/**
 * How the app is packed. `forTests` packs around the Electron that the tests run on, with the one fuse off that keeps
 * test drivers out; such a build is never given away.
 */
export function describePackage(
  platform: NodeJS.Platform,
  forTests: { runtime: ElectronRuntime; folder: string; version: string } | null,
): Configuration {
  return {
    appId: 'app.glance.desktop',
    productName: 'Glance',
    executableName: 'glance',
    copyright: 'MIT licensed',
    directories: { output: forTests === null ? 'dist/packages' : 'dist/packages-for-tests', buildResources: 'build' },
    extraMetadata: {
      main: 'electron/main.js',
      productName: 'Glance',
      author: 'The Glance project',
      homepage: 'https://glance.invalid/',
    },
    files: [
      'package.json',
      { from: 'dist/app', to: '.', filter: ['electron/**', 'models/**', 'page/**'] },
      ...leaveOut(platform),
      ...replaceSqlite(forTests?.runtime.sqlite ?? null),
    ],
    asar: true,
    // Native code is loaded by the system, which sees no archive; WebAssembly builds start threads from their files.
    asarUnpack: [
      '**/*.node',
      'node_modules/onnxruntime-node/bin/**',
      'node_modules/onnxruntime-web/**',
      'node_modules/@img/**',
    ],
    npmRebuild: false, // everything native comes built, by Node-API
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: forTests !== null,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      resetAdHocDarwinSignature: platform === 'darwin',
    },
    ...(forTests === null ? {} : { electronDist: forTests.folder, electronVersion: forTests.version }),
    fileAssociations: [
      {
        ext: 'glance',
        name: 'Glance project',
        description: 'Glance project',
        mimeType: 'application/x-glance',
        role: 'Editor',
      },
    ],
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    win: { target: ['nsis'], icon: join(icons, 'icon.ico') },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      target: ['dmg', 'zip'],
      icon: join(icons, 'icon.icns'),
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: 'build/entitlements.mac.plist',
      entitlementsInherit: 'build/entitlements.mac.plist',
    },
    linux: {
      target: ['AppImage', 'deb'],
      icon: icons,
      category: 'Graphics',
      maintainer: 'The Glance project <glance@glance.invalid>',
      synopsis: 'Labels image datasets',
      mimeTypes: ['inode/directory'],
    },
  }
}

/** Where the tests' Electron is too old for ours, the one that came with it. */
const replaceSqlite = (place: string | null): (string | FileSet)[] =>
  place === null ? [] : ['!node_modules/better-sqlite3{,/**}', { from: place, to: 'node_modules' }]

/**
 * What this platform's app never reads:
 * other platforms' binaries, the other build of sharp, sources, the terminal's packages.
 */
function leaveOut(platform: NodeJS.Platform): string[] {
  const native = 'node_modules/onnxruntime-node/bin/napi-v6'
  return [
    '!**/*.{map,md,ts,mts,cts,flow}',
    `!${native}/**`,
    `${native}/\${platform}/\${arch}/**`,
    '!node_modules/onnxruntime-node/script{,/**}',
    '!node_modules/onnxruntime-web/{dist,lib,types,docs}/**',
    'node_modules/onnxruntime-web/dist/{ort.wasm.bundle.min.mjs,ort-wasm-simd-threaded.mjs,ort-wasm-simd-threaded.wasm}',
    '!node_modules/better-sqlite3/{deps,src,prebuilds}/**',
    'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
    // See electron/images/sharp-runtime.ts.
    ...(platform === 'linux'
      ? ['!node_modules/@img/sharp-{linux,linuxmusl,libvips}*{,/**}']
      : ['!node_modules/@img/sharp-wasm32{,/**}']),
    '!node_modules/{hono,@hono,commander,cli-progress}{,/**}',
  ]
}
