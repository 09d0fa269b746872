#!/usr/bin/env bash
# On a Mac with Xcode and rustup's iOS targets: builds the core and its binding into Generated, where
# Package.swift looks for them. Run scripts/bindings first.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=apps/ios/Generated
rm -rf "$out" && mkdir -p "$out/PrepCasillaFFI" "$out/headers"
for triple in aarch64-apple-ios aarch64-apple-ios-sim; do
  rustup target add "$triple"
  cargo rustc --package mobile-ffi --lib --release --locked --target "$triple" --crate-type staticlib
done
cp target/bindings/swift/PrepCasillaFFI.swift "$out/PrepCasillaFFI/"
cp target/bindings/swift/PrepCasillaFFIFFI.h "$out/headers/"
cp target/bindings/swift/PrepCasillaFFIFFI.modulemap "$out/headers/module.modulemap"
xcodebuild -create-xcframework \
  -library target/aarch64-apple-ios/release/libmobile_ffi.a -headers "$out/headers" \
  -library target/aarch64-apple-ios-sim/release/libmobile_ffi.a -headers "$out/headers" \
  -output "$out/PrepCasillaFFIFFI.xcframework"
