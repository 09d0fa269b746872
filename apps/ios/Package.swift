// swift-tools-version:5.9
// The iOS app over the same core. It has not been compiled where this repository is tested: there is
// no Swift compiler there. README.md says what that means and how to build it.
import PackageDescription

let package = Package(
    name: "PrepCasilla",
    defaultLocalization: "es",
    platforms: [.iOS(.v16)],
    products: [.library(name: "PrepCasilla", targets: ["PrepCasilla"])],
    targets: [
        // Both are made by build-core.sh and never kept.
        .binaryTarget(name: "PrepCasillaFFIFFI", path: "Generated/PrepCasillaFFIFFI.xcframework"),
        .target(name: "PrepCasillaFFI", dependencies: ["PrepCasillaFFIFFI"], path: "Generated/PrepCasillaFFI"),
        .target(name: "PrepCasilla", dependencies: ["PrepCasillaFFI"]),
    ]
)
