/* Carries packets between two TUN devices, file descriptors 3 and 4, each late by the same time.

   mover MICROSECONDS. In C, so that the link costs the measured programs no processor to speak of:
   kernels without netem are the rule in containers. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LONGEST 1600
#define SLOTS 65536 /* packets on the way in one direction; a power of two */

struct packet {
    long long due;
    int length;
    unsigned char bytes[LONGEST];
};

static struct packet *ring[2];
static unsigned head[2], tail[2];

static long long now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* Hand over what is due; give the nanoseconds to the next packet, -1 when there is none. */
static long long deliver(int from, int to) {
    while (head[from] != tail[from]) {
        struct packet *first = &ring[from][head[from] % SLOTS];
        long long left = first->due - now();
        if (left > 0) return left;
        if (write(to, first->bytes, first->length) < 0 && errno == EAGAIN) return 1000000;
        head[from]++;
    }
    return -1;
}

static void take(int from, int file, long long delay) {
    while (tail[from] - head[from] < SLOTS) {
        struct packet *next = &ring[from][tail[from] % SLOTS];
        next->length = read(file, next->bytes, LONGEST);
        if (next->length <= 0) return;
        next->due = now() + delay;
        tail[from]++;
    }
}

int main(int count, char **words) {
    int files[2] = {3, 4};
    if (count != 2) return 2;
    long long delay = atoll(words[1]) * 1000LL;
    for (int side = 0; side < 2; side++)
        if (!(ring[side] = malloc(sizeof(struct packet) * SLOTS))) return 1;
    for (;;) {
        long long there = deliver(0, files[1]), back = deliver(1, files[0]);
        long long left = there < 0 ? back : back < 0 || there < back ? there : back;
        struct timespec wait = {left / 1000000000LL, left % 1000000000LL};
        struct pollfd looked[2] = {{files[0], POLLIN, 0}, {files[1], POLLIN, 0}};
        if (ppoll(looked, 2, left < 0 ? NULL : &wait, NULL) < 0 && errno != EINTR) return 1;
        for (int side = 0; side < 2; side++)
            if (looked[side].revents) take(side, files[side], delay);
    }
}
