# Runs a command and writes what it and everything it started and waited for has used, to descriptor 3:
#   WALL_SECONDS USER_SECONDS SYSTEM_SECONDS PEAK_RSS_KIB BYTES_READ BYTES_WRITTEN EXIT_STATUS
#
# Perl, because Node has neither wait4 nor getrusage(RUSAGE_CHILDREN), and because Linux counts the
# memory of the process that forks into the peak of what it starts: 40 MB under Node, 3 MB here.
# Only what Debian's essential perl-base has. Linux on x86-64 and ARM64.
use strict;
use warnings;
use POSIX ();

my %NUMBERS = (x86_64 => [98, 228], aarch64 => [165, 113]);
my ($getrusage, $clock_gettime) = @{ $NUMBERS{ (POSIX::uname())[4] } or die "unknown machine\n" };

sub now {
    my $time = "\0" x 16;
    syscall($clock_gettime, 1, $time) == 0 or die "clock_gettime: $!\n";    # 1 is CLOCK_MONOTONIC
    my ($seconds, $nanoseconds) = unpack('q2', $time);
    return $seconds + $nanoseconds / 1e9;
}

# Bytes moved by this process and by all its children that ended (proc(5), /proc/PID/io).
sub input_output {
    open(my $file, '<', '/proc/self/io') or return (0, 0);
    my %counts = map { /^(\w+): (\d+)/ } <$file>;
    return @counts{qw(rchar write_bytes)};
}

open(my $report, '>&=', 3) or die "descriptor 3: $!\n";
POSIX::fcntl($report, POSIX::F_SETFD(), POSIX::FD_CLOEXEC());
my ($read_before, $written_before) = input_output();
my $start = now();
my $status = system { $ARGV[0] } @ARGV;
my $wall = now() - $start;
my ($read, $written) = input_output();

my $usage = "\0" x 144;
syscall($getrusage, -1, $usage) == 0 or die "getrusage: $!\n";    # -1 is RUSAGE_CHILDREN
my @usage = unpack('q5', $usage);
printf {$report} "%.6f %.6f %.6f %d %d %d %d\n", $wall, $usage[0] + $usage[1] / 1e6,
    $usage[2] + $usage[3] / 1e6, $usage[4], $read - $read_before, $written - $written_before,
    $status == -1 ? 127 : $status & 127 ? 128 + ($status & 127) : $status >> 8;
