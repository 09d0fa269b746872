plugins {
    id("com.android.application")
    kotlin("android")
}

android {
    namespace = "mx.prep.casilla.android"
    compileSdk = 34
    defaultConfig {
        applicationId = "mx.prep.casilla"
        minSdk = 26
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    // Where README.md has cargo-ndk put them.
    sourceSets["main"].jniLibs.srcDir("../../../target/jniLibs")
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    kotlin { jvmToolchain(17) }
}

dependencies {
    implementation(project(":core"))
    implementation("net.java.dev.jna:jna:5.19.1@aar")
}
