package mx.prep.casilla.android

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import java.util.concurrent.atomic.AtomicBoolean
import mx.prep.casilla.net.Schedule
import mx.prep.casilla.net.Visit

/**
 * Sends what waits, also when nobody looks at the app and after a reboot: the system starts it when
 * there is a network.
 */
class SendService : JobService() {
    private val stopped = AtomicBoolean()

    override fun onStartJob(job: JobParameters): Boolean {
        val application = application as CasillaApplication
        // The core may still be opening: its worker comes first.
        application.worker.execute {
            application.carrier.execute { carry(application, job) }
        }
        return true
    }

    override fun onStopJob(job: JobParameters): Boolean {
        stopped.set(true)
        // The system wants the line back; what is left goes on when it gives it again.
        return true
    }

    private fun carry(application: CasillaApplication, job: JobParameters) {
        val running = application.running
        if (running == null) {
            // Without a core there is nothing to send now, and everything to try again.
            jobFinished(job, true)
            return
        }
        val visit = running.courier.run { !stopped.get() }
        jobFinished(job, false)
        if (!stopped.get()) schedule(application, visit)
    }

    companion object {
        private const val JOB = 1

        /** If this process is killed before it is done, the system starts it again. Any thread. */
        fun ensure(context: Context) {
            val jobs = context.getSystemService(JobScheduler::class.java)
            // Scheduling again would stop the one that runs.
            if (jobs.getPendingJob(JOB) == null) schedule(context, Visit.Soon)
        }

        /** Asks the system to come when the courier wants to be called; nothing if nothing waits. */
        fun schedule(context: Context, visit: Visit) {
            val wake = Schedule.wakeFor(visit, System.currentTimeMillis() * 1000) ?: return
            val wanted = JobInfo.Builder(JOB, ComponentName(context, SendService::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setMinimumLatency(wake.delayMs)
                .setPersisted(true)
            wake.deadlineMs?.let(wanted::setOverrideDeadline)
            context.getSystemService(JobScheduler::class.java).schedule(wanted.build())
        }
    }
}
