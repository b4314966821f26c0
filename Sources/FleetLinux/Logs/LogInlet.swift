// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The read end of one pipe of one process, and what is done to its bytes on their way.
///
/// It ends with the last writer, which may be long after the process: a worker that was started again has two inlets into one outlet for
/// a while.
final class LogInlet {
    /// How the bytes are treated.
    struct Treatment: Hashable {
        var format = LogFormat.raw
        var stripsANSI = false
        var usesSyslog = false
        /// What is written is also told to the control thread.
        var isTold = false
        /// How much is kept of what stands between the marks for event listeners; 0 leaves the marks alone.
        var captureMaxBytes = 0
    }

    /// Whose output it is.
    struct Origin {
        let worker: WorkerID
        let channel: OutputChannel
        let pid: PID
        /// It is what an event listener says to us.
        let isDialogue: Bool
    }

    /// Buffers that all inlets of a thread share, since only one works at a time.
    final class Scratch {
        var stripped: [UInt8] = []
        var framed: [UInt8] = []
    }

    /// F_SETPIPE_SZ of fcntl(2), which the Glibc module leaves out.
    private static let setPipeSize: Int32 = 1_031

    let descriptor: Int32
    let origin: Origin
    let outlet: LogOutlet
    var watch: Reactor.Token?

    private var isWide = false
    private var treatment: Treatment
    private var frame: LineFrame
    private var capture: LogCapture?
    private var cutter = LineCutter()
    private var stripper = ANSIStripper()
    private let ledger: LogLedger

    /// Takes over the descriptor, which is closed with ``close(_:)``.
    init(
        _ descriptor: Int32,
        of origin: Origin,
        treatment: Treatment,
        frame: LineFrame,
        outlet: LogOutlet,
        ledger: LogLedger
    ) {
        self.descriptor = descriptor
        self.origin = origin
        self.treatment = treatment
        self.frame = frame
        self.outlet = outlet
        self.ledger = ledger
        capture = Self.capture(treatment, origin)
    }

    /// Changes the treatment from here on; a line that is half there is written in the old one.
    func change(to treatment: Treatment, frame: LineFrame, _ scratch: Scratch) {
        guard treatment != self.treatment else { return }
        flush(scratch)
        if treatment.captureMaxBytes != self.treatment.captureMaxBytes { capture = Self.capture(treatment, origin) }
        self.treatment = treatment
        self.frame = frame
    }

    /// Gives the pipe of a busy writer room for so many bytes, once.
    ///
    /// Not done for all from the start: an unprivileged user whose pipes have room for more than 64 MiB in all gets tiny ones from then on
    /// (pipe(7), pipe-user-pages-soft). Where the kernel refuses, the pipe stays as it is, which costs speed only.
    func widen(to capacity: Int32) {
        guard !isWide else { return }
        isWide = true
        _ = fcntl(descriptor, Self.setPipeSize, capacity)
    }

    /// Carries bytes from the pipe to the outlet.
    func carry(_ bytes: UnsafeRawBufferPointer, _ scratch: Scratch) {
        guard treatment.stripsANSI else { return sort(bytes, scratch) }
        scratch.stripped.removeAll(keepingCapacity: true)
        stripper.strip(bytes, into: &scratch.stripped)
        scratch.stripped.withUnsafeBytes { sort($0, scratch) }
    }

    /// Writes what was held back in the hope of more.
    func flush(_ scratch: Scratch) {
        scratch.stripped.removeAll(keepingCapacity: true)
        stripper.finish(into: &scratch.stripped)
        scratch.stripped.withUnsafeBytes { sort($0, scratch) }
        capture?.finish { take($0, scratch) }
        let time = WallTime.now
        scratch.framed.removeAll(keepingCapacity: true)
        cutter.finish { take($0, time, scratch) }
        scratch.framed.withUnsafeBytes { outlet.write($0) }
    }

    private static func capture(_ treatment: Treatment, _ origin: Origin) -> LogCapture? {
        guard treatment.captureMaxBytes > 0, !origin.isDialogue else { return nil }
        return LogCapture(maxBytes: treatment.captureMaxBytes)
    }

    /// Tells messages for event listeners from output.
    private func sort(_ bytes: UnsafeRawBufferPointer, _ scratch: Scratch) {
        guard capture != nil else { return pass(bytes, scratch) }
        capture?.scan(bytes) { take($0, scratch) }
    }

    private func take(_ finding: LogCapture.Finding, _ scratch: Scratch) {
        switch finding {
        case .text(let bytes): pass(bytes, scratch)
        // Kept from the log, but not from those who listen to output, as in Supervisor.
        case .captured(let bytes): tell(bytes)
        case .message(let bytes):
            bytes.withUnsafeBytes {
                ledger.tell(event: $0) { .communication(origin.worker, origin.pid, origin.channel, $0) }
            }
        }
    }

    private func pass(_ bytes: UnsafeRawBufferPointer, _ scratch: Scratch) {
        guard !bytes.isEmpty else { return }
        tell(bytes)
        cut(bytes, scratch)
    }

    private func tell(_ bytes: UnsafeRawBufferPointer) {
        guard treatment.isTold, !origin.isDialogue else { return }
        ledger.tell(event: bytes) { .output(origin.worker, origin.pid, origin.channel, $0) }
    }

    private func cut(_ bytes: UnsafeRawBufferPointer, _ scratch: Scratch) {
        guard !bytes.isEmpty else { return }
        if treatment.format == .raw {
            outlet.write(bytes)
            guard treatment.usesSyslog else { return }
        }
        let time = WallTime.now
        scratch.framed.removeAll(keepingCapacity: true)
        cutter.cut(bytes) { take($0, time, scratch) }
        scratch.framed.withUnsafeBytes { outlet.write($0) }
    }

    private func take(_ line: UnsafeRawBufferPointer, _ time: WallTime, _ scratch: Scratch) {
        ledger.counters.lines += 1
        if treatment.format != .raw { frame.append(line, at: time, to: &scratch.framed) }
        if treatment.usesSyslog { outlet.sendToSyslog(line, at: time) }
    }
}
