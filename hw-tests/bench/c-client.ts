/** A client in C with termios, in as few lines as it takes: what the machine can do without any runtime. */
export const cClient = `
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static double cpu_us(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static void trip(int fd) {
  char answer[64];
  size_t have = 0;
  if (write(fd, "AT\\r", 3) != 3) exit(1);
  while (have < 6 || memcmp(answer + have - 4, "OK\\r\\n", 4) != 0) {
    ssize_t got = read(fd, answer + have, sizeof answer - have);
    if (got <= 0) exit(1);
    have += got;
  }
}

int main(int argc, char **argv) {
  int warm = atoi(argv[2]), trips = atoi(argv[3]);
  int fd = open(argv[1], O_RDWR | O_NOCTTY);
  struct termios raw;
  if (argc < 4 || fd < 0 || tcgetattr(fd, &raw)) return 1;
  cfmakeraw(&raw);
  tcsetattr(fd, TCSANOW, &raw);
  for (int i = 0; i < warm; i++) trip(fd);
  double cpu = cpu_us(), *us = malloc(trips * sizeof *us);
  for (int i = 0; i < trips; i++) {
    double since = now_us();
    trip(fd);
    us[i] = now_us() - since;
  }
  fprintf(stderr, "%f\\n", cpu_us() - cpu);
  for (int i = 0; i < trips; i++) printf("%f\\n", us[i]);
  return 0;
}
`;

/** The same with python3-serial, which its users would write. */
export const pythonClient = `
import resource, sys, time, serial
path, warm, trips = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
port = serial.Serial(path, 115200, timeout=5)
def trip():
    port.write(b"AT\\r")
    port.read_until(b"OK\\r\\n")
def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return (use.ru_utime + use.ru_stime) * 1e6
for _ in range(warm): trip()
before, us = cpu(), []
for _ in range(trips):
    since = time.perf_counter()
    trip()
    us.append((time.perf_counter() - since) * 1e6)
sys.stderr.write("%f\\n" % (cpu() - before))
sys.stdout.write("\\n".join(map(str, us)) + "\\n")
`;
