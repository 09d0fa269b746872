// For a machine with the Android SDK and NDK; README.md says how. The tests of this repository compile
// the same sources without Gradle (scripts/tablet).
plugins {
    id("com.android.application") version "8.13.0" apply false
    kotlin("android") version "2.4.20" apply false
    kotlin("jvm") version "2.4.20" apply false
}
