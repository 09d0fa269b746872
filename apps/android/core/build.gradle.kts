plugins { kotlin("jvm") }

kotlin { jvmToolchain(17) }

sourceSets { main { kotlin.srcDir("../../../target/bindings/kotlin") } }

dependencies {
    // The app brings JNA's Android archive; here only its classes are needed.
    compileOnly("net.java.dev.jna:jna:5.19.1")
}
