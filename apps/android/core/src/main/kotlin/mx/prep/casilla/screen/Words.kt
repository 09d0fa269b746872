package mx.prep.casilla.screen

import mx.prep.casilla.ffi.ApiException

/** What the platform itself has to say; everything else comes from the core. */
object Words {
    const val AIM = "Ponga el acta completa dentro del cuadro"
    const val SCAN = "Apunte la cámara al código"
    const val SCAN_BAG = "Apunte la cámara a la etiqueta de la bolsa"
    const val READ = "De las oficinas centrales; toque para leer"
    const val PHOTO = "Fotografía del acta como se enviará. Con dos toques se amplía."
    const val SHOOT = "Tomar la fotografía"
    const val NO_CAMERA_PERMISSION =
        "La aplicación no puede usar la cámara. Regrese, vuelva a entrar y acepte; sin cámara no se puede fotografiar."
    const val CANNOT_OPEN = "No se puede abrir"
    const val TRY_AGAIN = "Intentar otra vez"
    const val CAMERA_BUSY =
        "Otra aplicación usa la cámara. Ciérrela y vuelva a intentarlo; lo guardado sigue guardado."
    const val WORKING = "Un momento…"
    const val BUG =
        "La aplicación tuvo una falla y no hizo lo último que pidió. Lo guardado sigue guardado; repita el paso."
}

/** The sentence of a refusal, for the person; what the exception calls its message is for the log. */
fun reasonOf(refusal: ApiException): String = when (refusal) {
    is ApiException.StorageFull -> refusal.reason
    is ApiException.InUse -> refusal.reason
    is ApiException.KeyUnavailable -> refusal.reason
    is ApiException.Unusable -> refusal.reason
    is ApiException.Bug -> refusal.reason
}
